with {{ observed_while_reading('file_is_of_another_period', 'delivery') }}

{{ rule_rows() }}
