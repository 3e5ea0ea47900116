with {{ observed_while_reading('amount_is_not_price_times_count', 'table_row') }}

{{ rule_rows() }}
