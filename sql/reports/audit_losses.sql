-- Flows that the audit does not have, or not their end, because the journal was full: empty, if all is well. The worker's row says on which machine.
SELECT audit_loss.began_at,
       audit_loss.ended_at,
       worker.name AS worker,
       audit_loss.flows,
       audit_loss.policy
FROM audit_loss LEFT JOIN worker ON worker.id = audit_loss.worker
ORDER BY audit_loss.began_at DESC, audit_loss.worker;
