with {{ observed_while_reading('file_is_another_dataset', 'delivery') }}

{{ rule_rows() }}
