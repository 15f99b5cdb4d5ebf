package dev.heddle.client;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.postgresql.geometric.PGbox;
import org.postgresql.geometric.PGcircle;
import org.postgresql.geometric.PGline;
import org.postgresql.geometric.PGlseg;
import org.postgresql.geometric.PGpath;
import org.postgresql.geometric.PGpoint;
import org.postgresql.geometric.PGpolygon;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * A type of the server, known without asking it. PostgreSQL never renumbers its built-in types
 * ({@code pg_type.dat}), so a table is enough for them. The name of a type that a user created
 * could only be learnt with a question, in the middle of the caller's transaction: such a type is
 * called {@code oid 16385} and its values are read as text.
 *
 * @param oid the number that the server sends with each column
 * @param name the name in {@code pg_type}; arrays begin with an underscore
 * @param javaType the class of the untyped value
 * @param elementOid the type of the elements; 0 when this is no array
 */
record ServerType(int oid, String name, Class<?> javaType, int elementOid) {

  private static final Map<Integer, ServerType> BUILT_IN = new HashMap<>();

  // "name oid array-oid"; an array-oid of 0 stands for none.
  static {
    add(Boolean.class, "bool 16 1000", "bit 1560 1561");
    add(byte[].class, "bytea 17 1001");
    add(Integer.class, "int2 21 1005", "int4 23 1007");
    add(Long.class, "int8 20 1016", "oid 26 1028");
    add(Float.class, "float4 700 1021");
    add(Double.class, "float8 701 1022", "money 790 791");
    add(BigDecimal.class, "numeric 1700 1231");
    add(Date.class, "date 1082 1182");
    add(Time.class, "time 1083 1183", "timetz 1266 1270");
    add(Timestamp.class, "timestamp 1114 1115", "timestamptz 1184 1185");
    add(PGInterval.class, "interval 1186 1187");
    add(UUID.class, "uuid 2950 2951");
    add(PGobject.class, "json 114 199", "jsonb 3802 3807");
    add(SQLXML.class, "xml 142 143");
    add(PGpoint.class, "point 600 1017");
    add(PGlseg.class, "lseg 601 1018");
    add(PGpath.class, "path 602 1019");
    add(PGbox.class, "box 603 1020");
    add(PGpolygon.class, "polygon 604 1027");
    add(PGline.class, "line 628 629");
    add(PGcircle.class, "circle 718 719");
    add(String.class, "text 25 1009", "varchar 1043 1015", "bpchar 1042 1014", "name 19 1003");
    add(String.class, "char 18 1002", "unknown 705 0", "cstring 2275 1263", "varbit 1562 1563");
    add(String.class, "inet 869 1041", "cidr 650 651", "macaddr 829 1040", "macaddr8 774 775");
    add(String.class, "int4range 3904 3905", "int8range 3926 3927", "numrange 3906 3907");
    add(String.class, "tsrange 3908 3909", "tstzrange 3910 3911", "daterange 3912 3913");
    add(String.class, "int4multirange 4451 6150", "int8multirange 4536 6157");
    add(String.class, "nummultirange 4532 6151", "tsmultirange 4533 6152");
    add(String.class, "tstzmultirange 4534 6153", "datemultirange 4535 6155");
    add(String.class, "tsvector 3614 3643", "tsquery 3615 3645", "jsonpath 4072 4073");
    add(String.class, "tid 27 1010", "xid 28 1011", "cid 29 1012", "xid8 5069 271");
    add(String.class, "pg_lsn 3220 3221", "pg_snapshot 5038 5039", "txid_snapshot 2970 2949");
    add(String.class, "regproc 24 1008", "regprocedure 2202 2207", "regoper 2203 2208");
    add(String.class, "regoperator 2204 2209", "regclass 2205 2210", "regtype 2206 2211");
    add(String.class, "regconfig 3734 3735", "regdictionary 3769 3770", "regrole 4096 4097");
    add(String.class, "regnamespace 4089 4090", "regcollation 4191 4192", "aclitem 1033 1034");
    add(String.class, "int2vector 22 1006", "oidvector 30 1013", "refcursor 1790 2201");
    add(String.class, "record 2249 2287", "void 2278 0", "pg_node_tree 194 0");
  }

  private static void add(Class<?> javaType, String... types) {
    for (String type : types) {
      String[] parts = type.split(" ", 3);
      int oid = Integer.parseInt(parts[1]);
      int arrayOid = Integer.parseInt(parts[2]);
      BUILT_IN.put(oid, new ServerType(oid, parts[0], javaType, 0));
      if (arrayOid != 0) {
        String arrayName = "_" + parts[0];
        BUILT_IN.put(arrayOid, new ServerType(arrayOid, arrayName, java.sql.Array.class, oid));
      }
    }
  }

  /** The type with this number; one that the table lacks is read as text. */
  static ServerType of(int oid) {
    ServerType known = BUILT_IN.get(oid);
    return known != null
        ? known
        : new ServerType(oid, "oid " + Integer.toUnsignedString(oid), String.class, 0);
  }

  /** Every built-in type, for the test that compares the table with a server. */
  static Map<Integer, ServerType> builtIn() {
    return Map.copyOf(BUILT_IN);
  }

  boolean isArray() {
    return elementOid != 0;
  }

  ServerType element() {
    return of(elementOid);
  }
}
