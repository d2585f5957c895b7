namespace Relay.Migrations.Checks;

/// <summary>
/// The forms of text on PostgreSQL: functions of the schema, one for each of <see cref="SqliteForms"/>. None raises an error, whatever the text: CASE holds a cast
/// back until it is known to succeed.
/// </summary>
internal static class PostgresForms
{
    public const string Name = "is_name(text)", Pattern = "is_pattern(text)", Word = "is_word(text)";

    private const string Octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private const string Port = "[1-9][0-9]{0,4}";
    private const string Group = "[0-9a-f]{1,4}";
    private const string Quoted = @"""([^""\\]|\\.)*""";

    /// <summary>In the order in which they call each other.</summary>
    public static IReadOnlyList<(string Signature, string Body)> Functions { get; } =
    [
        ("is_line(text)", @"$1 !~ '[\x01-\x1f\x7f]'"),
        (Word, "length($1) BETWEEN 1 AND 100 AND $1 = btrim($1) AND urelay.is_line($1)"),
        ("is_number(text, bigint)", "CASE WHEN $1 ~ '^(0|[1-9][0-9]{0,17})$' THEN $1::bigint <= $2 ELSE false END"),
        // Three plain expressions: one with a bounded repetition and a look ahead takes twenty times as long.
        (Name, $@"length($1) <= 253 AND $1 ~ '^([a-z0-9_-]+\.)*[a-z0-9_-]+$' AND $1 !~ '[^.]{{64}}' AND $1 !~ '(^|\.)(0x[^.]*|[0-9]+)$'"),
        (Pattern, "$1 = '*' OR ($1 LIKE 'regex:_%' AND length($1) <= 1006) OR urelay.is_name(CASE WHEN left($1, 1) IN ('.', '=') THEN substr($1, 2) ELSE $1 END)"),
        ("is_template(text)", "urelay.is_name(replace(replace($1, '{sub}', 's'), '{host}', 'h'))"),
        ("is_member_template(text)", "urelay.is_name(replace($1, '{host}', 'h'))"),
        ("is_ipv4(text)", $@"$1 ~ '^{Octet}(\.{Octet}){{3}}$'"),
        // Beside "::" seven colons are the most that a cast takes for certain.
        ("is_ipv6(text)", $"""
            CASE WHEN $1 ~ '^({Group}:)*{Group}$' AND length(translate($1, '0123456789abcdef', '')) = 7
                    OR $1 ~ '^({Group}(:{Group})*)?::({Group}(:{Group})*)?$' AND length(translate($1, '0123456789abcdef', '')) <= 7
                THEN host($1::inet) = $1 AND NOT $1::inet << '::ffff:0:0/96' ELSE false END
            """),
        ("is_address(text)", "urelay.is_ipv4($1) OR urelay.is_ipv6($1)"),
        ("is_network(text)", """
            CASE WHEN strpos($1, '/') = 0 THEN urelay.is_address($1)
                WHEN urelay.is_address(split_part($1, '/', 1)) AND urelay.is_number(substr($1, strpos($1, '/') + 1), CASE WHEN strpos($1, ':') > 0 THEN 128 ELSE 32 END)
                THEN host(network($1::inet)) = split_part($1, '/', 1) ELSE false END
            """),
        ("is_port_list(text)", $"""
            CASE WHEN $1 ~ '^{Port}(-{Port})?(,{Port}(-{Port})?)*$' THEN (
                SELECT bool_and(split_part(item, '-', 1)::integer <= regexp_replace(item, '^.*-', '')::integer AND regexp_replace(item, '^.*-', '')::integer <= 65535)
                FROM unnest(string_to_array($1, ',')) AS item) ELSE false END
            """),
        ("is_server(text)", $"""
            CASE WHEN $1 ~ '^\[.*\]:{Port}$' THEN urelay.is_ipv6(regexp_replace($1, '^\[(.*)\]:.*$', '\1')) AND urelay.is_port_list(regexp_replace($1, '^.*\]:', ''))
                WHEN $1 ~ '^[0-9.]*:{Port}$' THEN urelay.is_ipv4(split_part($1, ':', 1)) AND urelay.is_port_list(split_part($1, ':', 2))
                ELSE urelay.is_address($1) END
            """),
        ("is_server_list(text)", "$1 <> '' AND (SELECT bool_and(urelay.is_server(item)) FROM unnest(string_to_array($1, ',')) AS item)"),
        ("is_target(text)", @"urelay.is_name(CASE WHEN $1 ~ '.\.$' THEN left($1, -1) ELSE $1 END)"),
        ("is_mx(text)", Fields("urelay.is_number({0}, 65535)", "({0} = '.' OR urelay.is_target({0}))")),
        ("is_srv(text)", Fields("urelay.is_number({0}, 65535)", "urelay.is_number({0}, 65535)", "urelay.is_number({0}, 65535)", "({0} = '.' OR urelay.is_target({0}))")),
        ("is_soa(text)", Fields(["urelay.is_target({0})", "urelay.is_target({0})", .. Enumerable.Repeat("urelay.is_number({0}, 4294967295)", 5)])),
        ("is_strings(text)", $@"length($1) <= 65535 AND $1 ~ '^[\x20-\x7e]*$' AND $1 ~ '^{Quoted}( {Quoted})*$'"),
        ("is_caa(text)", $@"urelay.is_strings(substr($1, strpos($1, '""'))) AND $1 ~ '^(0|128) [a-z][a-z0-9]* {Quoted}$'"),
    ];

    private static string Fields(params IReadOnlyList<string> forms) => $"array_length(string_to_array($1, ' '), 1) = {forms.Count} AND "
        + string.Join(" AND ", forms.Select((form, place) => form.Replace("{0}", $"split_part($1, ' ', {place + 1})", StringComparison.Ordinal)));
}
