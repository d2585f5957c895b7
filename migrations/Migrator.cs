using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.Migrations;

/// <summary>Brings a store's schema to <see cref="SchemaVersion.Current"/>. Any number of processes may do so at once: one does it, the others wait.</summary>
public static class Migrator
{
    /// <param name="engine">The database's.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="version">An earlier one is for tests of what comes after it.</param>
    /// <exception cref="TimeoutException">Another process has held the lock for too long.</exception>
    public static void Apply(Engine engine, string connectionString, long version = SchemaVersion.Current)
    {
        using IDisposable held = engine == Engine.Sqlite ? SqliteLock.Take(connectionString) : PostgresLock.Take(connectionString);
        using ServiceProvider services = new ServiceCollection()
            .AddFluentMigratorCore()
            .AddScoped<IVersionTableMetaData>(_ => new VersionTable(engine))
            .ConfigureRunner(runner => Configure(runner, engine)
                .WithGlobalConnectionString(connectionString)
                .ScanIn(typeof(Migrator).Assembly).For.Migrations())
            // A half-made schema is never seen: all steps are one transaction.
            .Configure<RunnerOptions>(options => options.TransactionPerSession = true)
            .BuildServiceProvider(validateScopes: false);
        using IServiceScope scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp(version);
    }

    private static IMigrationRunnerBuilder Configure(IMigrationRunnerBuilder runner, Engine engine) =>
        engine == Engine.Sqlite ? runner.AddSQLite() : runner.AddPostgres();
}
