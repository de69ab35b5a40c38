-- For what state of the entry an unresolved update was requested: id and version; '' and 0 for its creation. Once the
-- entry is in a later state without the update, that request can never succeed any more. Null: not known.
alter table stock_leg add column sent_entry text, add column sent_version bigint;

-- What a waiting scan waits for; null for any other scan.
alter table scan add column waits_for text
  check (waits_for in ('receipt', 'classification', 'channel', 'return', 'corrected-scan'));

-- Corrections are found from the scan that they correct, whatever return they name.
create index scan_by_correction on scan (source, corrects) where corrects is not null;
