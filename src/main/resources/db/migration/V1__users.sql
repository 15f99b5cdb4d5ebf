-- The role that owns this may differ from the one that the service signs in as.
GRANT USAGE ON SCHEMA ai_seo, analytics TO ${service_role};

CREATE TABLE ai_seo.users (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username   text NOT NULL UNIQUE,
  email      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_username_check CHECK (
    char_length(username) BETWEEN 1 AND 100
    AND username = btrim(username)
    AND username !~ '[[:cntrl:]]'
  ),
  CONSTRAINT users_email_check CHECK (
    char_length(email) BETWEEN 3 AND 254
    AND email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$'
  )
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ai_seo.users TO ${service_role};
