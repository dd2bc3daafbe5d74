using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>Chromium's authenticator in software, by its DevTools protocol.</summary>
internal sealed class VirtualAuthenticator(ICDPSession session, string id)
{
    public static async Task<VirtualAuthenticator> AddAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var options = new Dictionary<string, object>
        {
            ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
        };
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = options });
        return new VirtualAuthenticator(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    public async Task<int> CountAsync()
    {
        var credentials = await session.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = id });
        return credentials!.Value.GetProperty("credentials").GetArrayLength();
    }

    /// <summary>Whether it finds that the person is the right one.</summary>
    public async Task VerifyAsync(bool verifies) => await session.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = id, ["isUserVerified"] = verifies });
}
