create index return_state_by_exchange on return_state using gin ((document -> 'exchanges') jsonb_path_ops);
