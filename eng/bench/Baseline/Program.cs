// What most sites run: ASP.NET Core's cookie authentication as it comes, with a ticket of twelve claims that nothing but its own expiry ends.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

const int Claims = 12;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/constant", () => "Healthy");
app.MapGet("/check", (ClaimsPrincipal user) => new { Id = user.FindFirstValue(ClaimTypes.NameIdentifier) }).RequireAuthorization();

// A line for each cookie, in the form of the portal's: an id and the cookie.
app.MapGet("/cookies", (int count, IOptionsMonitor<CookieAuthenticationOptions> all) =>
{
    var options = all.Get(CookieAuthenticationDefaults.AuthenticationScheme);
    return string.Join('\n', Enumerable.Range(0, count).Select(number => $"{number} {options.Cookie.Name}={options.TicketDataFormat.Protect(Ticket())}"));
});
app.Run();

static AuthenticationTicket Ticket()
{
    var id = Guid.CreateVersion7().ToString();
    Claim[] claims = [new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Email, "somebody@example.com"), .. Enumerable.Range(2, Claims - 2).Select(number => new Claim($"claim-{number}", $"value {number} of {id}"))];
    var properties = new AuthenticationProperties { IssuedUtc = TimeProvider.System.GetUtcNow(), ExpiresUtc = TimeProvider.System.GetUtcNow().AddDays(14), IsPersistent = true };
    return new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)), properties, CookieAuthenticationDefaults.AuthenticationScheme);
}
