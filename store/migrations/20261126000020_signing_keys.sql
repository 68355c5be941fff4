-- migrate:up

-- With which signing keys workers make links, so that a gateway without one of them can say so. Keys belong to no
-- organisation, and nobody can work one out from its fingerprint.
CREATE TABLE signing_keys (
  fingerprint text PRIMARY KEY,
  used_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON signing_keys TO rapport_gateway;
GRANT SELECT, INSERT, UPDATE ON signing_keys TO rapport_worker;

-- migrate:down

DROP TABLE signing_keys;
