// What eng/bench.sh does beside wrk: fills in sessions, signs in, revokes and looks how long the other node still accepts. It prints "NAME VALUE" lines.
using AccountPortal.Bench;
using Npgsql;

var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__Portal") ?? throw new InvalidOperationException("ConnectionStrings__Portal is missing.");
await using var database = NpgsqlDataSource.Create(connectionString);
switch (args)
{
    case ["seed", var name, var sessions, var accounts, var file]:
        await Seed.RunAsync(database, connectionString, name, Number(sessions), Number(accounts), file);
        return 0;
    case ["revoke", var way, var here, var there, var file, var trials]:
        await Revocation.RunAsync(database, way, new Uri(here), new Uri(there), await SeededSession.ReadAsync(file), Number(trials));
        return 0;
    case ["cut", var there, var file, var trials]:
        await LostFeed.CutAsync(database, new Uri(there), await SeededSession.ReadAsync(file), Number(trials));
        return 0;
    case ["hang", var there, var file, var trials]:
        await LostFeed.HangAsync(database, new Uri(there), await SeededSession.ReadAsync(file), Number(trials));
        return 0;
    case ["sign-in", var here, var name, var from, var count, var atOnce]:
        await SignIns.RunAsync(new Uri(here), name, Number(from), Number(count), Number(atOnce));
        return 0;
    case ["pair", var here, var name, var from, var count]:
        await SignIns.PairAsync(new Uri(here), name, Number(from), Number(count));
        return 0;
    default:
        await Console.Error.WriteLineAsync("See eng/bench.sh.");
        return 1;
}

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
