CREATE INDEX CONCURRENTLY indexed_none ON indexed (none);
