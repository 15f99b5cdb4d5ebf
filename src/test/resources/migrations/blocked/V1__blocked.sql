CREATE TABLE made (id int);
SELECT pg_advisory_xact_lock(4711);
