using System.Reflection;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Relay.Migrations;

/// <summary>Brings a store's schema to <see cref="SchemaVersion.Current"/>. Any number of processes may do so at once: one does it, the others wait.</summary>
public static class Migrator
{
    /// <summary>What <see cref="Apply"/> would do to a store of this version.</summary>
    public static MigrationReport Plan(long version) => new(version, [
        .. from migration in typeof(Migrator).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()).OfType<MigrationAttribute>()
           where migration.Version > version
           orderby migration.Version
           select new MigrationStep(migration.Version, migration.Description ?? "")]);

    /// <param name="engine">The database's.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="version">An earlier one is for tests of what comes after it.</param>
    /// <param name="patience">How long it waits for others; as long as a lease of a worker if nobody says.</param>
    /// <exception cref="TimeoutException">Others were in the way for too long. The message says who.</exception>
    public static MigrationReport Apply(Engine engine, string connectionString, long version = SchemaVersion.Current, Patience? patience = null)
    {
        patience ??= new Patience(Patience.DefaultLimit, _ => { }, TimeProvider.System, CancellationToken.None);
        using IDisposable held = engine == Engine.Sqlite ? SqliteLock.Take(connectionString, patience) : PostgresLock.Take(connectionString, patience);
        string steady = engine == Engine.Sqlite ? connectionString : Steady(connectionString);
        while (true)
        {
            string? inTheWay;
            try
            {
                (MigrationReport? done, inTheWay) = ApplyOnce(engine, steady, version);
                if (done is not null)
                    return done;
            }
            catch (Exception e) when (IsInTheWay(e.GetBaseException()))
            {
                inTheWay = $"a transaction that holds a table: {e.GetBaseException().Message.ReplaceLineEndings(" ")}";
            }
            patience.Wait(inTheWay!);
        }
    }

    /// <returns>What was done, or which workers were in the way.</returns>
    private static (MigrationReport? Done, string? InTheWay) ApplyOnce(Engine engine, string connectionString, long version)
    {
        using ServiceProvider services = new ServiceCollection()
            .AddFluentMigratorCore()
            .AddScoped<IVersionTableMetaData>(_ => new VersionTable(engine))
            .ConfigureRunner(runner => Configure(runner, engine)
                .WithGlobalConnectionString(connectionString)
                .ScanIn(typeof(Migrator).Assembly).For.Migrations())
            .BuildServiceProvider(validateScopes: false);
        using IServiceScope scope = services.CreateScope();
        // The class: each step is applied by itself, and MigrateUp() reconnects first.
        MigrationRunner runner = (MigrationRunner)scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        // A half-made schema is never seen: all steps are one transaction, the first look at the versions too, which makes their table.
        using IMigrationScope transaction = runner.BeginScope();
        long from = runner.VersionLoader.VersionInfo.Latest();
        if (OlderPrograms.Describe(engine, connectionString, from, SchemaVersion.Oldest(engine)) is { } older)
            return (null, older);
        List<MigrationStep> steps = [];
        foreach (IMigrationInfo step in runner.MigrationLoader.LoadMigrations().Values.Where(step => step.Version <= version && !runner.VersionLoader.VersionInfo.HasAppliedMigration(step.Version)))
        {
            long started = TimeProvider.System.GetTimestamp();
            runner.ApplyMigrationUp(step, useTransaction: true);
            steps.Add(new MigrationStep(step.Version, step.Description, TimeProvider.System.GetElapsedTime(started)));
        }
        transaction.Complete();
        return (new MigrationReport(from, steps), null);
    }

    /// <summary>
    /// A step may take long, where a table of millions of rows is rewritten, but not to wait for a table: whoever does makes all others wait behind it. Two seconds, and
    /// then again.
    /// </summary>
    private static string Steady(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = new(connectionString) { CommandTimeout = 0, Pooling = false, ApplicationName = "urelay migrate" };
        builder.Options = $"{builder.Options} -c lock_timeout=2s".TrimStart();
        return builder.ConnectionString;
    }

    /// <summary>Somebody holds what is wanted: lock_not_available, deadlock_detected; SQLITE_BUSY.</summary>
    private static bool IsInTheWay(Exception e) => e is PostgresException { SqlState: "55P03" or "40P01" } or SqliteException { SqliteErrorCode: 5 };

    private static IMigrationRunnerBuilder Configure(IMigrationRunnerBuilder runner, Engine engine) =>
        engine == Engine.Sqlite ? runner.AddSQLite() : runner.AddPostgres();
}
