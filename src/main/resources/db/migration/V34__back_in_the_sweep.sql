-- Returns that left the sweep at one answer "not found", which may have been wrong: what is not over is read again.
update return_state set in_sweep = true
where not in_sweep and (not terminal or unfinished or terminal_since > now() - interval '30 days');
