namespace Relay.Migrations.Checks;

/// <summary>
/// The forms of text as SQLite expressions of built-in functions only, because ours do not exist in a user's shell. They hold subqueries: for triggers, not for
/// CHECK constraints. What is worked out on the way stands side by side, each as the one row of a <c>json_each</c>, because the parser of SQLite 3.40 cannot nest deep.
/// Null has every form. Landed migrations are made of these: a form that must change gets a new name.
/// </summary>
internal static class SqliteForms
{
    private const string NameLetters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    private const int Groups = 8;

    public static string Of(string word, string text) => word switch
    {
        // GLOB and length() see nothing after a NUL.
        "is_text" => $"instr({text}, char(0)) = 0",
        "is_line" => Line(text),
        "is_word" => $"(length({text}) BETWEEN 1 AND 100 AND {text} = trim({text}) AND {Line(text)})",
        "is_name" => Name(text),
        "is_pattern" => $"({text} = '*' OR ({text} GLOB 'regex:?*' AND length({text}) <= 1006 AND instr({text}, char(0)) = 0) OR {NameOf(text, $"CASE WHEN {text} GLOB '[.=]*' THEN substr({text}, 2) ELSE {text} END")})",
        "is_template" => NameOf(text, $"replace(replace({text}, '{{sub}}', 's'), '{{host}}', 'h')"),
        "is_name_template" => NameOf(text, $"replace(replace(replace({text}, '{{sub}}', 's'), '{{host}}', 'h'), '{{address}}', 'a')"),
        "is_member_template" => NameOf(text, $"replace({text}, '{{host}}', 'h')"),
        "is_ipv4" => IPv4(text),
        "is_ipv6" => IPv6(text),
        "is_address" => Address(text),
        "is_network" => Network(text),
        "is_port_list" => PortList(text),
        "is_server_list" => ServerList(text),
        "is_target" => Target(text),
        "is_mx" => Fields(text, Number("field", 65535), Target("field", orDot: true)),
        "is_srv" => Fields(text, Number("field", 65535), Number("field", 65535), Number("field", 65535), Target("field", orDot: true)),
        "is_soa" => Fields(text, [Target("field"), Target("field"), .. Enumerable.Repeat(Number("field", uint.MaxValue), 5)]),
        "is_strings" => Strings(text),
        "is_caa" => Caa(text),
        _ => throw new ArgumentException($"no such form: {word}", nameof(word)),
    };

    private static string Line(string text) => $"(instr({text}, char(0)) = 0 AND {text} NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*')";

    // The last label is what is left after the dots; a label of more than 63 letters can only be in a name that is longer than that.
    private static string Name(string text) => $"""
        CASE WHEN {Only("a-z0-9_.-", text)} THEN
            length({text}) BETWEEN 1 AND 253 AND {text} NOT GLOB '.*' AND {text} NOT GLOB '*.' AND {text} NOT GLOB '*..*'
            AND substr({text}, length(rtrim({text}, '{NameLetters}')) + 1) GLOB '*[^0-9]*'
            AND substr({text}, length(rtrim({text}, '{NameLetters}')) + 1) NOT GLOB '0x*'
            AND (length({text}) <= 63 OR (SELECT max(length(label.value)) <= 63 FROM {Parts(text, ".", "label")}))
        ELSE {text} IS NULL END
        """;

    // JSON would lose what follows a NUL.
    private static string NameOf(string text, string expression) => $"(instr({text}, char(0)) = 0 AND (SELECT {Name("name.value")} FROM {One(expression, "name")}))";

    private static string IPv4(string text) => $"""
        CASE WHEN {Only("0-9.", text)} THEN (SELECT count(*) = 4 AND min({Number("octet.value", 255)}) FROM {Parts(text, ".", "octet")}) ELSE {text} IS NULL END
        """;

    /// <summary>
    /// RFC 5952: the eight groups are spelt out, and shortened again they must give the same text. What holds an IPv4 address in its last 32 bits
    /// (RFC 4291 section 2.5.5) is written as that.
    /// </summary>
    private static string IPv6(string text) => $"""
        CASE WHEN {Only("0-9a-f:", text)} AND {text} GLOB '*:*:*' THEN (
            SELECT count(*) = {Groups} AND min(length(part.value) BETWEEN 1 AND 4 AND (part.value = '0' OR part.value NOT GLOB '0*'))
                AND max(spelt.value NOT GLOB ':0:0:0:0:0:ffff:*' AND spelt.value NOT GLOB ':0:0:0:0:0:0:[^0]*')
                AND max({text} = CASE zeros.value WHEN '' THEN trim(spelt.value, ':') ELSE ltrim(substr(spelt.value, 1, instr(spelt.value, zeros.value) - 1), ':')
                    || '::' || rtrim(substr(spelt.value, instr(spelt.value, zeros.value) + length(zeros.value)), ':') END)
            FROM {Spelt(text)}, {One($"CASE {LongestZeros("spelt.value")} ELSE '' END", "zeros")}, {Parts("trim(spelt.value, ':')", ":", "part")})
        ELSE {text} IS NULL END
        """;

    private static string Address(string text) => $"({IPv4(text)} OR {IPv6(text)})";

    private static string Network(string text)
    {
        string head = $"substr({text}, 1, instr({text} || '/', '/') - 1)", tail = $"substr({text}, instr({text}, '/') + 1)";
        return $"""
            CASE WHEN {Only("0-9a-f.:/", text)} THEN (
                SELECT instr({text}, '/') = 0 OR CASE WHEN instr({text}, ':') THEN {Number("tail.value", 128)} AND {Clear128(head)} ELSE {Number("tail.value", 32)} AND {Clear32(head)} END
                FROM {One(tail, "tail")}) AND (SELECT {Address("head.value")} FROM {One(head, "head")})
            ELSE {text} IS NULL END
            """;
    }

    private static string Clear32(string head) =>
        $"(SELECT sum(octet.value << (24 - 8 * octet.key)) % (1 << (32 - tail.value)) = 0 FROM {Parts(head, ".", "octet")})";

    private static string Clear128(string head) => $"""
        (SELECT max(word.value % (1 << clear.value)) = 0 FROM {Spelt(head)}, {Parts("trim(spelt.value, ':')", ":", "part")},
            {One(Hex("part.value"), "word")}, {One("min(16, max(0, 16 * part.key + 16 - tail.value))", "clear")})
        """;

    private static string PortList(string text) => $"""
        CASE WHEN {Only("0-9,-", text)} THEN (
            SELECT min({Port("first.value")} AND {Port("last.value")} AND CAST(first.value AS INTEGER) <= CAST(last.value AS INTEGER))
            FROM {Parts(text, ",", "range")}, {One("substr(range.value, 1, instr(range.value || '-', '-') - 1)", "first")},
                {One("substr(range.value, instr(range.value, '-') + 1)", "last")}) ELSE {text} IS NULL END
        """;

    // The port of an address without one is 53.
    private static string ServerList(string text) => $"""
        CASE WHEN {Only("][0-9a-f.:,", text)} THEN (
            SELECT min({Port("port.value")} AND CASE WHEN server.value GLOB '[[]*' THEN {IPv6("host.value")} WHEN server.value GLOB '*.*:*' THEN {IPv4("host.value")} ELSE {Address("host.value")} END)
            FROM {Parts(text, ",", "server")},
                {One("CASE WHEN server.value GLOB '[[]*' THEN substr(server.value, 2, instr(server.value, ']') - 2) WHEN server.value GLOB '*.*:*' THEN substr(server.value, 1, instr(server.value, ':') - 1) ELSE server.value END", "host")},
                {One("CASE WHEN server.value GLOB '[[]*[]]:*' THEN substr(server.value, instr(server.value, ']') + 2) WHEN server.value GLOB '[[]*' THEN '' WHEN server.value GLOB '*.*:*' THEN substr(server.value, instr(server.value, ':') + 1) ELSE '53' END", "port")})
        ELSE {text} IS NULL END
        """;

    /// <summary>A name in the content of a DNS record, where a final dot may stand as in a zone file.</summary>
    private static string Target(string text, bool orDot = false) =>
        NameOf(text, $"CASE {(orDot ? $"WHEN {text} = '.' THEN 'none' " : "")}WHEN {text} GLOB '?*.' THEN substr({text}, 1, length({text}) - 1) ELSE {text} END");

    // One space between; "field" is the text of one.
    private static string Fields(string text, params IReadOnlyList<string> forms) => $"""
        CASE WHEN {Only("a-z0-9_. -", text)} THEN (
            SELECT count(*) = {forms.Count} AND min(CASE place {string.Concat(forms.Select((form, place) => $"WHEN {place} THEN {form} "))}END)
            FROM (SELECT part.key AS place, part.value AS field FROM {Parts(text, " ", "part")})) ELSE {text} IS NULL END
        """;

    /// <summary>Quoted strings, printable ASCII. Quotes in the middle are the loader's to count.</summary>
    private static string Strings(string text) => $"(length({text}) BETWEEN 2 AND 65535 AND {Only(" -~", text)} AND {text} GLOB '\"*\"')";

    /// <summary>RFC 8659 section 4.1: flags, tag, value.</summary>
    private static string Caa(string text) => $"""
        ({Only(" -~", text)} AND ({text} GLOB '0 [a-z]* "*"' OR {text} GLOB '128 [a-z]* "*"')
            AND substr({text}, instr({text}, ' ') + 1, instr({text}, '"') - instr({text}, ' ') - 2) NOT GLOB '*[^a-z0-9]*')
        """;

    private static string Number(string text, long most) =>
        $"({text} NOT GLOB '*[^0-9]*' AND {text} = CAST(CAST({text} AS INTEGER) AS TEXT) AND CAST({text} AS INTEGER) <= {most})";

    private static string Port(string text) => $"({Number(text, 65535)} AND {text} <> '0')";

    // A NUL ends a text for GLOB and length(), but not for the length of its bytes. A letter beyond ASCII has more bytes than one.
    private static string Only(string letters, string text) => $"length(CAST({text} AS BLOB)) = length({text}) AND {text} NOT GLOB '*[^{letters}]*'";

    // The text has no letter that JSON escapes: Only() went before.
    private static string Parts(string text, string separator, string name) => $"""json_each('["' || replace({text}, '{separator}', '","') || '"]') AS {name}""";

    private static string One(string expression, string name) => $"json_each(json_array({expression})) AS {name}";

    // ":1:0:0:0:0:0:0:2:" for "1::2".
    private static string Spelt(string text) => $"""
        {One($"trim(replace({text}, '::', ':'), ':')", "written")},
            {One("(written.value <> '') + length(written.value) - length(replace(written.value, ':', ''))", "given")},
            {One($"':' || trim(replace({text}, '::', ':' || substr('0:0:0:0:0:0:0:0:', 1, 2 * max(0, {Groups} - given.value))), ':') || ':'", "spelt")}
        """;

    private static string LongestZeros(string spelt) => string.Concat(Enumerable.Range(2, Groups - 1).Reverse()
        .Select(count => ':' + string.Concat(Enumerable.Repeat("0:", count))).Select(zeros => $"WHEN instr({spelt}, '{zeros}') THEN '{zeros}' "));

    private static string Hex(string group) => string.Join(" + ", Enumerable.Range(0, 4)
        .Select(digit => $"(instr('0123456789abcdef', substr('000' || {group}, {digit - 4}, 1)) - 1) * {1 << (12 - 4 * digit)}"));
}
