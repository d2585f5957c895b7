using CsCheck;
using Npgsql;
using Relay.Store.Model;
using Relay.Store.Tests.Compliance;
using Xunit;

namespace Relay.Store.Tests.Schema;

/// <summary>What PostgreSQL takes for a name is a name, and the other way round.</summary>
public sealed class PostgresNameTests(PostgresFixture fixture)
{
    private static readonly Gen<string> Label = Gen.OneOf(
        Gen.String[Gen.Char["abcxz019_-"], 0, 5], Gen.String[Gen.Char["0123456789"], 1, 4], Gen.Select(Gen.Const("0x"), Gen.String[Gen.Char["09afg"], 0, 3], (head, tail) => head + tail),
        Gen.Int[61, 66].Select(length => new string('a', length)), Pick("A", "é", "a b", "*", "a\nb", "a\n", "\\", "[", "$"));

    private static readonly Gen<string> Names = Gen.Select(Label.Array[0, 6], Pick("", "", "", ".", ".a"), (labels, end) => string.Join('.', labels) + end);

    [Fact]
    public async Task Names_are_those_of_the_model()
    {
        await using PostgresTestDatabase database = await fixture.CreateStoreAsync();
        await using NpgsqlConnection connection = (NpgsqlConnection)await database.OpenAsync();
        await using NpgsqlCommand command = new("SELECT coalesce(array_agg(name ORDER BY place), '{}') FROM unnest($1) WITH ORDINALITY AS asked (name, place) WHERE urelay.is_name(name)", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]>());
        await Names.Array[2000].SampleAsync(
            async names =>
            {
                string[] asked = [.. names, .. names.Select(name => string.Join('.', Enumerable.Repeat(name, 8)))];
                command.Parameters[0].Value = asked;
                Assert.Equal(asked.Where(IsCanonical), (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
            },
            iter: 5, threads: 1);
    }

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static bool IsCanonical(string text) => DomainName.TryParse(text, out DomainName name) && name.Value == text;
}
