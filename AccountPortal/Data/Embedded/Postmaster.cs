namespace AccountPortal.Data.Embedded;

/// <summary>Makes, starts and stops the server process with PostgreSQL's own programs, as the account that it runs as.</summary>
internal sealed class Postmaster(ClusterPlace place, ServerAccount? account, PostgresBinaries binaries)
{
    /// <summary>Makes the data folder in one step: an initdb that was killed half way leaves only a rest beside it.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(place.Data))
        {
            return;
        }
        RemoveUnfinished();
        var unfinished = $"{place.Data}.{Path.GetRandomFileName()}";
        var result = await RunAsync([
            binaries.InitDb, "-D", Path.GetRelativePath(place.Home, unfinished), "-U", ClusterSettings.Role, "--auth-local=peer", "--auth-host=reject",
            "--encoding=UTF8", OperatingSystem.IsMacOS() ? "--locale=C" : "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ], cancellationToken);
        if (!result.Succeeded)
        {
            throw StartFailure.From("PostgreSQL could not make its data folder", result.Output, place);
        }
        Directory.Move(unfinished, place.Data);
    }

    /// <summary>
    /// Returns once the server accepts connections. pg_ctl gives it a session of its own, so that a Ctrl-C in the terminal reaches
    /// the app alone, which then stops the server after its last query.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; await TryStartAsync() is { } failure; attempt++)
        {
            // The sessions of a server that was killed a moment ago end by themselves.
            if (attempt == 20 || !failure.Contains("is still in use", StringComparison.Ordinal))
            {
                throw StartFailure.From("PostgreSQL did not start", failure, place);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
    }

    /// <summary>Ends the sessions and stops the server, if one runs.</summary>
    public async Task StopAsync(bool immediately = false)
    {
        if (PostmasterFile.Read(place.Data) is not { } file || !file.IsLive())
        {
            return;
        }
        var result = await PgCtlAsync(["stop", "-m", immediately ? "immediate" : "fast", "-t", "20"]);
        if (!result.Succeeded && !immediately)
        {
            await StopAsync(immediately: true);
        }
    }

    // Not cancelled half way: the server would be running without anybody knowing.
    private async Task<string?> TryStartAsync()
    {
        File.Delete(place.Log);
        var result = await PgCtlAsync(["start", "-l", "server/postgres.log", "-o", "--config-file=postgresql.conf"]);
        return result.Succeeded ? null : File.Exists(place.Log) ? await File.ReadAllTextAsync(place.Log) : result.Output;
    }

    private Task<Command.Result> PgCtlAsync(IEnumerable<string> words) =>
        RunAsync([binaries.PgCtl, "-D", "server/data", "-w", "-s", .. words], CancellationToken.None);

    // Paths are relative to this folder: pg_ctl hands them to a shell, which must not see the checkout's name.
    private Task<Command.Result> RunAsync(IEnumerable<string> words, CancellationToken cancellationToken) =>
        Command.RunAsync([.. account?.Prefix ?? [], .. words], place.Home, cancellationToken);

    private void RemoveUnfinished()
    {
        foreach (var rest in Directory.GetDirectories(place.Server, "data.*"))
        {
            try
            {
                Directory.Delete(rest, recursive: true);
            }
            catch (IOException)
            {
                // An initdb whose app was killed is still writing there; the next start removes it.
            }
        }
    }
}
