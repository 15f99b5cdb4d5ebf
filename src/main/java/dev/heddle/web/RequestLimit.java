package dev.heddle.web;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets a bounded number of requests be at work at once, and refuses more of them at once. Requests
 * of operators are neither counted nor refused, so that a probe never takes "busy" for "broken".
 * One whose body is still to come is counted, since bodies take memory. Others are refused as well
 * once the server finishes, unless they were connected before.
 */
final class RequestLimit implements Filter {

  private final Semaphore permits;
  private final Predicate<String> isOperations;
  private final Supplier<Duration> retryAfter;

  /** The last one says when a request that is refused now is worth repeating. */
  RequestLimit(int most, Predicate<String> isOperations, Supplier<Duration> retryAfter) {
    this.permits = new Semaphore(most);
    this.isOperations = isOperations;
    this.retryAfter = retryAfter;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (isOperations.test(request.path().path())) {
      chain.proceed();
      return;
    }
    if (Client.isCurrentLate()) {
      throw new StoppingException();
    }
    if (!permits.tryAcquire()) {
      throw new TooManyRequestsException(retryAfter.get());
    }
    try {
      chain.proceed();
    } finally {
      permits.release();
    }
  }
}
