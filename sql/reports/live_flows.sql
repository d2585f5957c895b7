-- The flows that are open now, oldest first. Bytes are counted when a flow ends. The rows of a worker that died become 'lost' within about a minute.
SELECT live_connection.id,
       worker.name AS worker,
       live_connection.listener,
       live_connection.client_address,
       coalesce(live_connection.domain, live_connection.asked_address) AS destination,
       live_connection.target_port,
       live_connection.upstream,
       live_connection.remote_address,
       live_connection.age_s
FROM live_connection LEFT JOIN worker ON worker.id = live_connection.worker
ORDER BY live_connection.age_s DESC, live_connection.id;
