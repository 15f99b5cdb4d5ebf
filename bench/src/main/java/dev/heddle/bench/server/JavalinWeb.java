package dev.heddle.bench.server;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The endpoints on Javalin with virtual threads, HikariCP and plain JDBC: one read is one statement
 * in autocommit, twenty are twenty on one connection.
 */
public final class JavalinWeb {

  private static final String FIND = WebTables.WORLD + "?";
  private static final String UPDATE = WebTables.UPDATE.formatted("?", "?");
  private static final String ADD = WebTables.MEMBER.formatted("?", "?");
  private static final String WORK = WebTables.WORK + "?)";

  private final DataSource pool;

  private JavalinWeb(DataSource pool) {
    this.pool = pool;
  }

  /** Serves until the harness goes away. */
  public static void main(String... arguments) throws InterruptedException {
    Listening.serve(target -> new JavalinWeb(JdbcPool.open(target)).start());
  }

  private int start() {
    return Javalin.create(
            config -> {
              config.concurrency.useVirtualThreads = true;
              config.startup.showJavalinBanner = false;
              config
                  .routes
                  .get("/plaintext", context -> context.result(Greeting.TEXT))
                  .get("/json", context -> context.json(new Greeting(Greeting.TEXT)))
                  .get("/db", this::one)
                  .get("/queries", this::several)
                  .get("/updates", this::update)
                  .get("/fortunes", this::fortunes)
                  .get("/work", this::work)
                  .post("/users", this::add);
            })
        .start("127.0.0.1", 0)
        .port();
  }

  private void one(Context context) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement find = connection.prepareStatement(FIND)) {
      context.json(find(find, WebTables.anyWorld()));
    }
  }

  private void several(Context context) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement find = connection.prepareStatement(FIND)) {
      context.json(some(find, rows(context)));
    }
  }

  private void update(Context context) throws SQLException {
    List<World> worlds = new ArrayList<>();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement find = connection.prepareStatement(FIND);
          PreparedStatement update = connection.prepareStatement(UPDATE)) {
        for (World world : some(find, rows(context))) {
          worlds.add(new World(world.id(), WebTables.anyWorld()));
        }
        worlds.sort(Comparator.comparingInt(World::id));
        for (World world : worlds) {
          update.setInt(1, world.randomNumber());
          update.setInt(2, world.id());
          update.addBatch();
        }
        update.executeBatch();
      }
      connection.commit();
    }
    context.json(worlds);
  }

  private void fortunes(Context context) throws SQLException {
    List<Fortune> found = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement all = connection.prepareStatement(WebTables.FORTUNES);
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        found.add(new Fortune(rows.getInt(1), rows.getString(2)));
      }
    }
    context.contentType("text/html; charset=utf-8").result(Fortune.page(found));
  }

  private void work(Context context) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement work = connection.prepareStatement(WORK)) {
      work.setDouble(1, WebTables.millis(parameter(context, "ms")) / 1_000.0);
      try (ResultSet row = work.executeQuery()) {
        row.next();
        context.json(Map.of("one", row.getInt(1)));
      }
    }
  }

  private void add(Context context) throws SQLException {
    Member.Draft draft = context.bodyAsClass(Member.Draft.class);
    try (Connection connection = pool.getConnection();
        PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setString(1, draft.username());
      insert.setString(2, draft.email());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        Member member = new Member(row.getLong(1), row.getString(2), row.getString(3));
        context.status(201).header("Location", "/users/" + member.id()).json(member);
      }
    }
  }

  private static List<World> some(PreparedStatement find, int rows) throws SQLException {
    List<World> worlds = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      worlds.add(find(find, WebTables.anyWorld()));
    }
    return worlds;
  }

  private static World find(PreparedStatement find, int id) throws SQLException {
    find.setInt(1, id);
    try (ResultSet row = find.executeQuery()) {
      row.next();
      return new World(row.getInt(1), row.getInt(2));
    }
  }

  private static int rows(Context context) {
    return WebTables.rows(parameter(context, "n"));
  }

  private static String parameter(Context context, String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }
}
