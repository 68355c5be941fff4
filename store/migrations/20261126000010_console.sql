-- migrate:up
-- What one of the pair or a candidate said in confidence: the console marks it, and lists what is fresh first.
CREATE INDEX answers_confided ON answers (mentorship_id, said_at)
  WHERE role <> 'hr' AND words ?| '{private,reason}';

-- The gateway counts open mentorships by phase and health, over all organisations, and without access to anybody's
-- words.
GRANT SELECT (health, as_of, health_late_at, health_quiet_at, health_at_risk_at) ON mentorships
  TO rapport_gateway_sweeper;

-- migrate:down
REVOKE SELECT (health, as_of, health_late_at, health_quiet_at, health_at_risk_at) ON mentorships
  FROM rapport_gateway_sweeper;
DROP INDEX answers_confided;
