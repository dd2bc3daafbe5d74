using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace SampleApp;

/// <summary>Where the portal is.</summary>
public sealed class PortalSessionOptions : AuthenticationSchemeOptions
{
    /// <summary>For people: the portal's PublicUrl.</summary>
    public Uri PublicUrl { get; set; } = new("https://accounts.example.com");

    /// <summary>For this app: a node or its proxy, by a way that nobody else has.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:5080");

    /// <summary>"__Secure-portal-session" with Sessions:CookieDomain, "__Host-portal-session" on the portal's own host; without the prefix over http, in development.</summary>
    public string CookieName { get; set; } = "__Secure-portal-session";
}

/// <summary>The endpoint wants somebody who confirmed within that many seconds that it's them.</summary>
public sealed record FreshSession(int Seconds);

/// <summary>
/// Signs in whoever has a live session at the portal, by asking it at each request: once a session is revoked, or its account changes, the next request knows. Nothing
/// is remembered here, and no key is shared.
/// </summary>
public sealed class PortalSessionHandler(IOptionsMonitor<PortalSessionOptions> options, ILoggerFactory logger, UrlEncoder encoder, IHttpClientFactory clients)
    : AuthenticationHandler<PortalSessionOptions>(options, logger, encoder)
{
    public const string Name = "Portal";

    private FreshSession? Wanted => Context.GetEndpoint()?.Metadata.GetMetadata<FreshSession>();

    // By its exact name: Request.Cookies ignores case, and browsers that knew "__Host-" by these letters alone let each host of the domain set "__host-portal-session".
    private string? Key => CookieHeaderValue.TryParseList(Request.Headers.Cookie, out var all) ? all.LastOrDefault(cookie => cookie.Name == Options.CookieName)?.Value.Value : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Letters, digits and four signs, as the portal writes it: nothing else goes into a header of ours.
        if (Key is not { Length: > 0 } key || !key.All(character => char.IsAsciiLetterOrDigit(character) || "-_.~".Contains(character)))
        {
            return AuthenticateResult.NoResult();
        }

        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(Options.Address, "/session/verify" + (Wanted is { } fresh ? $"?maxAge={fresh.Seconds}" : "")));
        question.Headers.TryAddWithoutValidation("Cookie", $"{Options.CookieName}={key}");
        // The portal believes it from ForwardedHeaders:KnownProxies alone; without it, the session would seem to move to this machine and back.
        question.Headers.TryAddWithoutValidation("X-Forwarded-For", Context.Connection.RemoteIpAddress?.MapToIPv4IfPossible());
        question.Headers.TryAddWithoutValidation("User-Agent", Request.Headers.UserAgent.ToString());
        using var answer = await clients.CreateClient(Name).SendAsync(question, Context.RequestAborted);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return AuthenticateResult.NoResult();
        }

        // A portal that is away is no sign-out: the request fails, and the next one may pass.
        answer.EnsureSuccessStatusCode();
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(Identity(answer)), Scheme.Name));
    }

    /// <summary>A page leads to the portal (sign in, confirm, whatever is missing) and comes back; anything else gets 401.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!HttpMethods.IsGet(Request.Method) || !Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        // The portal sends nobody to a host that its Gateway:Hosts does not name.
        var query = QueryString.Create("to", $"{Request.Scheme}://{Request.Host}{Request.PathBase}{Request.Path}{Request.QueryString}");
        Response.Redirect(new Uri(Options.PublicUrl, "/session/onward" + (Wanted is { } fresh ? query.Add("maxAge", $"{fresh.Seconds}") : query)).AbsoluteUri);
        return Task.CompletedTask;
    }

    private static ClaimsIdentity Identity(HttpResponseMessage answer)
    {
        var identity = new ClaimsIdentity(Name, ClaimTypes.Email, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Text("Portal-Account-Id")));
        // Empty where nobody proved it. It may change and be given to somebody else later: the account's id is what lasts.
        if (Text("Portal-Email") is { Length: > 0 } email)
        {
            identity.AddClaim(new Claim(ClaimTypes.Email, email));
        }

        identity.AddClaims(Header("Portal-Roles").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(role => new Claim(ClaimTypes.Role, Uri.UnescapeDataString(role))));
        identity.AddClaim(new Claim("session_id", Text("Portal-Session-Id")));
        return identity;

        string Header(string name) => answer.Headers.GetValues(name).Single();

        string Text(string name) => Uri.UnescapeDataString(Header(name));
    }
}

internal static class Addresses
{
    public static string MapToIPv4IfPossible(this IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
