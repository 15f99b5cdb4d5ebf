package dev.heddle.client;

import java.util.Set;

/**
 * The words that PostgreSQL never takes for the name of a function of the user's when they stand
 * without quotes and schema; from {@code pg_get_keywords()} of PostgreSQL 18.
 */
final class SqlKeywords {

  /** Category R: reserved. */
  private static final Set<String> RESERVED =
      words(
          """
          all analyse analyze and any array as asc asymmetric both case cast check collate column
          constraint create current_catalog current_date current_role current_time
          current_timestamp current_user default deferrable desc distinct do else end except false
          fetch for foreign from grant group having in initially intersect into lateral leading
          limit localtime localtimestamp not null offset on only or order placing primary
          references returning select session_user some symmetric system_user table then to
          trailing true union unique user using variadic when where window with
          """);

  /** Category C: types and expressions with a grammar of their own, such as COALESCE. */
  private static final Set<String> CONSTRUCTS =
      words(
          """
          between bigint bit boolean char character coalesce dec decimal exists extract float
          greatest grouping inout int integer interval json json_array json_arrayagg json_exists
          json_object json_objectagg json_query json_scalar json_serialize json_table json_value
          least merge_action national nchar none normalize nullif numeric out overlay position
          precision real row setof smallint substring time timestamp treat trim values varchar
          xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
          xmlroot xmlserialize xmltable
          """);

  private SqlKeywords() {}

  static boolean isReserved(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD && RESERVED.contains(token.text());
  }

  static boolean isConstruct(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD && CONSTRUCTS.contains(token.text());
  }

  /** The words of a text, which white space separates. */
  static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
