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

    /// <summary>
    /// Signs accounts NAMEfrom and following in, one after the other, and checks a password by itself before each: what else the machine does, it does to both. Prints
    /// how many were let in, and the processor time of one bare check in milliseconds.
    /// </summary>
    public static async Task PairAsync(Uri here, string name, int from, int count)
    {
        using var http = Client(here);
        var (hasher, hash) = (Hasher(), HashedPassword());
        var (bare, done) = (TimeSpan.Zero, 0);
        foreach (var number in Enumerable.Range(from, count))
        {
            var before = Environment.CpuUsage.TotalTime;
            Trace.Assert(hasher.VerifyHashedPassword(Nobody, hash, Password) == PasswordVerificationResult.Success);
            bare += Environment.CpuUsage.TotalTime - before;
            done += await SignInAsync(http, name, number, CancellationToken.None) == HttpStatusCode.OK ? 1 : 0;
        }

        Figures.Print("verify", bare.TotalMilliseconds / count);
        Figures.Print("signed-in", done);
    }

    /// <summary>Signs accounts NAMEfrom and following in, so many at once; prints how many were let in and how many were told to come back later.</summary>
    public static async Task RunAsync(Uri here, string name, int from, int count, int atOnce)
    {
        using var http = Client(here);
        int done = 0, later = 0;
        await Parallel.ForEachAsync(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, cancellationToken) =>
        {
            if (await SignInAsync(http, name, number, cancellationToken) == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref done);
            }
            else
            {
                Interlocked.Increment(ref later);
            }
        });
        Figures.Print("signed-in", done);
        Figures.Print("told-later", later);
    }

    // Let in, or told to come back later; nothing else.
    private static async Task<HttpStatusCode> SignInAsync(HttpClient http, string name, int number, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync("/login", new { email = $"{name}{number}@example.com", password = Password }, cancellationToken);
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            Node.Demand(HttpStatusCode.OK, response.StatusCode);
        }

        return response.StatusCode;
    }

    private static HttpClient Client(Uri here) => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = here, Timeout = TimeSpan.FromMinutes(5) };

    private static PasswordHasher<Account> Hasher() => new(Options.Create(new PasswordHasherOptions { IterationCount = new PasswordSettings().Iterations }));
}
