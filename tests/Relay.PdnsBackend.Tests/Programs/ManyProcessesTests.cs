using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>
/// Processes that give the same and different names their phantoms at once, and are killed at random points. URELAY_PHANTOM_LIVES says how often each is started
/// (default 2).
/// </summary>
public sealed class ManyProcessesTests
{
    private const int Processes = 4, Names = 400, QuestionsPerLife = 250;

    private static readonly int Lives = int.TryParse(Environment.GetEnvironmentVariable("URELAY_PHANTOM_LIVES"), CultureInfo.InvariantCulture, out int lives) ? lives : 2;

    [Fact]
    public async Task On_SQLite_a_name_has_one_address_and_an_address_one_name()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-many-");
        try
        {
            string store = Path.Combine(directory.FullName, "relay.db");
            await CheckAsync(store, new SqliteConnection($"Data Source={store};Pooling=False"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task On_PostgreSQL_a_name_has_one_address_and_an_address_one_name()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string store = await server.CreateDatabaseAsync();
        await CheckAsync(store, new NpgsqlConnection(store + ";Pooling=False;Search Path=urelay"));
        await server.DropDatabaseAsync(store);
    }

    private static async Task CheckAsync(string store, DbConnection administrator)
    {
        ConcurrentBag<(string Name, string Address)> answers = [];
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(number => LiveAsync(store, number, answers)));

        Assert.True(answers.Count >= Processes * QuestionsPerLife, $"only {answers.Count} answers");
        Dictionary<string, string> addresses = answers.Distinct().ToDictionary(answer => answer.Name, answer => answer.Address);
        Assert.Equal(addresses.Count, addresses.Values.Distinct().Count());
        Assert.Equal(addresses, await AddressesAsync(administrator, addresses.ContainsKey));
    }

    /// <summary>Each life but the last ends by <c>kill -9</c>, mostly while a question is under way.</summary>
    private static async Task LiveAsync(string store, int number, ConcurrentBag<(string Name, string Address)> answers)
    {
        Random random = new(number);
        for (int life = 0; life < Lives; life++)
        {
            using PipeProcess process = await PipeProcess.StartAsync("--store", store, "--forwarder", "192.0.2.9");
            // On a busy machine the first questions fail, because the store is still being opened.
            for (int tries = 0; tries < 600 && await process.AskAsync($"first-{number}-{life}.test") is null; tries++)
                await Task.Delay(50, TestContext.Current.CancellationToken);
            int killedAt = life == Lives - 1 ? int.MaxValue : random.Next(1, QuestionsPerLife);
            for (int asked = 0; asked < QuestionsPerLife; asked++)
            {
                // Most names are the same for all; the others are a life's own.
                string name = random.Next(4) == 0 ? $"own-{number}-{life}-{asked}.test" : $"shared-{random.Next(Names)}.test";
                Task<string?> asking = process.AskAsync(name);
                if (asked == killedAt)
                    process.Kill();
                if (await asking is { } address)
                    answers.Add((name, address));
                else if (asked >= killedAt)
                    break;
            }
        }
    }

    private static async Task<Dictionary<string, string>> AddressesAsync(DbConnection administrator, Func<string, bool> isWanted)
    {
        await using DbConnection connection = administrator;
        await connection.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT domain, address FROM phantom_address";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        Dictionary<string, string> addresses = [];
        while (await reader.ReadAsync())
        {
            if (isWanted(reader.GetString(0)))
                addresses.Add(reader.GetString(0), reader.GetString(1));
        }
        return addresses;
    }
}
