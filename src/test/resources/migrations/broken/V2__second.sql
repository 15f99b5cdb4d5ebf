CREATE TABLE second (id int);

-- This role does not exist.
ALTER ROLE nobody_there
  PASSWORD 'planted-secret';
