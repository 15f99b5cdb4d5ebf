package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SqlTextCacheTest {

  @Test
  void parsesATextOnce() {
    var cache = SqlTextCache.create();
    SqlText first = cache.get("SELECT :a");

    assertThat(cache.get(new String("SELECT :a".toCharArray()))).isSameAs(first);
    assertThat(first.parameterNames()).containsExactly("a");
  }

  @Test
  void neverHoldsMoreThanItsCapacity() {
    var cache = SqlTextCache.ofCapacity(10);

    for (int i = 0; i < 1000; i++) {
      assertThat(cache.get("SELECT " + i).text()).isEqualTo("SELECT " + i);
      assertThat(cache.size()).isLessThanOrEqualTo(10);
    }
    assertThat(cache.size()).isEqualTo(10);
  }

  @Test
  void keepsWhatIsAskedForWhileOtherTextsPassThrough() {
    var cache = SqlTextCache.ofCapacity(10);
    SqlText used = cache.get("SELECT :used");

    for (int i = 0; i < 1000; i++) {
      cache.get("SELECT " + i);
      assertThat(cache.get("SELECT :used")).isSameAs(used);
    }
  }

  @Test
  void forgetsWhatIsNotAskedForAnyMore() {
    var cache = SqlTextCache.ofCapacity(10);
    SqlText old = cache.get("SELECT :old");
    cache.get("SELECT :old");

    for (int i = 0; i < 30; i++) {
      cache.get("SELECT " + i);
    }

    assertThat(cache.get("SELECT :old")).isNotSameAs(old);
  }

  @Test
  void evictsEvenWhenEveryTextWasAskedForAgain() {
    var cache = SqlTextCache.ofCapacity(3);
    for (int turn = 0; turn < 2; turn++) {
      for (int i = 0; i < 3; i++) {
        cache.get("SELECT " + i);
      }
    }

    cache.get("SELECT 3");

    assertThat(cache.size()).isEqualTo(3);
  }

  @Test
  void keepsNoTextBeyondTheLengthLimit() {
    var cache = SqlTextCache.create();
    String longest = "SELECT '" + "x".repeat(SqlTextCache.LONGEST_KEPT - 9) + "'";
    String tooLong = "SELECT '" + "x".repeat(SqlTextCache.LONGEST_KEPT - 8) + "'";

    assertThat(cache.get(longest)).isSameAs(cache.get(longest));
    assertThat(cache.get(tooLong)).isNotSameAs(cache.get(tooLong));
    assertThat(cache.get(tooLong).text()).isSameAs(tooLong);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void staysBoundedAndRightUnderManyVirtualThreads() throws Exception {
    var cache = SqlTextCache.ofCapacity(50);
    var start = new CountDownLatch(1);
    var tasks = new ArrayList<Future<Integer>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int worker = 0; worker < 64; worker++) {
        int seed = worker;
        tasks.add(
            executor.submit(
                () -> {
                  start.await();
                  Frame begin = Frame.of("BEGIN", "");
                  int largest = 0;
                  for (int i = 0; i < 500; i++) {
                    String name = "p" + (i * 31 + seed * 17) % 120;
                    SqlText sql = cache.get("SELECT :" + name);
                    assertThat(sql.parameterNames()).containsExactly(name);
                    assertThat(sql.footprint()).isEqualTo(Footprint.TRANSACTION);
                    assertThat(sql.in(begin)).isEqualTo("BEGIN;SELECT ?");
                    largest = Math.max(largest, cache.size());
                  }
                  return largest;
                }));
      }
      start.countDown();
      for (var task : tasks) {
        assertThat(task.get()).isLessThanOrEqualTo(51);
      }
    }
    assertThat(cache.size()).isEqualTo(50);
  }

  @Test
  void refusesACapacityOfNothing() {
    assertThatThrownBy(() -> SqlTextCache.ofCapacity(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity is 0, and must be at least 1");
  }
}
