with {{ observed_while_reading('file_is_of_another_county', 'delivery') }}

{{ rule_rows() }}
