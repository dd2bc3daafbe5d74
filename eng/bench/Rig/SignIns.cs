using System.Diagnostics;
using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AccountPortal.Bench;

/// <summary>Sign-ins by password, each in a browser of its own, and what a password alone costs.</summary>
internal static class SignIns
{
    public const string Password = "quiet harbour lantern";

    private static readonly Account Nobody = new() { CreatedAt = default };

    public static string HashedPassword() => Hasher().HashPassword(Nobody, Password);

    /// <summary>Checks the password that often; prints the processor time of one, in milliseconds.</summary>
    public static void VerifyOnly(int count)
    {
        var (hasher, hash) = (Hasher(), HashedPassword());
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < count; i++)
        {
            Trace.Assert(hasher.VerifyHashedPassword(Nobody, hash, Password) == PasswordVerificationResult.Success);
        }

        Figures.Print("verify", (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / count);
    }

    /// <summary>Signs accounts NAMEfrom and following in, so many at once; prints how many were let in and how many were told to come back later.</summary>
    public static async Task RunAsync(Uri here, string name, int from, int count, int atOnce)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = here, Timeout = TimeSpan.FromMinutes(5) };
        int done = 0, later = 0;
        await Parallel.ForEachAsync(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, cancellationToken) =>
        {
            using var response = await http.PostAsJsonAsync("/login", new { email = $"{name}{number}@example.com", password = Password }, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref done);
            }
            else if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref later);
            }
            else
            {
                Node.Demand(HttpStatusCode.OK, response.StatusCode);
            }
        });
        Figures.Print("signed-in", done);
        Figures.Print("told-later", later);
    }

    private static PasswordHasher<Account> Hasher() => new(Options.Create(new PasswordHasherOptions { IterationCount = new PasswordSettings().Iterations }));
}
