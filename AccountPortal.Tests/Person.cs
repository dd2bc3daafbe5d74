namespace AccountPortal.Tests;

/// <summary>Somebody with an account, and what only they know.</summary>
public sealed record Person(Guid Id, string Email, string Password);

public static class People
{
    private static int count;

    /// <summary>Somebody without an account yet, with an address that no other test uses.</summary>
    public static Person New(string? email = null, string? password = null)
    {
        var number = Interlocked.Increment(ref count);
        return new Person(Guid.Empty, email ?? $"person{number}@example.com", password ?? $"a long enough sentence no. {number}");
    }
}

/// <summary>What browsers call themselves.</summary>
public static class UserAgents
{
    public const string ChromeOnMac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
    public const string FirefoxOnUbuntu = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    public const string SafariOnIphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
    public const string Curl = "curl/8.14.1";
}
