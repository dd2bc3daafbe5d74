using AccountPortal.Activity;
using AccountPortal.Alerts;
using AccountPortal.Sessions;
using AccountPortal.Tests.Places;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Sessions;

/// <summary>A portal that knows a few places and networks, and where a test's session goes. Its clock stands still.</summary>
public abstract class MovePortal(string onNetworkChange, bool knowsSystems = true) : IAsyncLifetime, IDisposable
{
    public const string Home = "80.1.2.3";
    public const string HomeElsewhere = "80.1.99.9";
    public const string HomeIPv6 = "2001:a00:1:1::1";
    public const string Office = "80.2.2.3";
    public const string Cafe = "80.3.2.3";
    public const string Rio = "200.1.2.3";
    public const string RioElsewhere = "200.2.2.3";

    /// <summary>One system in two countries.</summary>
    public const string WorldwideInGermany = "90.1.2.3";
    public const string WorldwideInBrazil = "90.2.2.3";

    /// <summary>In no database.</summary>
    public const string Nowhere = "70.1.2.3";
    public const string NowhereIPv6 = "2001:c00:1:1::1";

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private const string ConfirmHeader = "X-Confirm-Since";
    private readonly DatabaseFolder folder = new();
    private PortalApp? app;

    public PortalApp App => app!;

    public async Task InitializeAsync()
    {
        folder.Write("city.mmdb", new DatabaseWriter { Metadata = { ["database_type"] = "GeoLite2-City" } }
            .Add("80.0.0.0/8", Records.Nested("DE", "Berlin", 52.52, 13.405))
            .Add("2001:a00::/32", Records.Nested("DE", "Berlin", 52.52, 13.405))
            .Add("200.0.0.0/8", Records.Nested("BR", "Rio de Janeiro", -22.91, -43.17))
            .Add("90.1.0.0/16", Records.Nested("DE", "Hamburg", 53.55, 9.99))
            .Add("90.2.0.0/16", Records.Nested("BR", "Rio de Janeiro", -22.91, -43.17)));
        folder.Write("systems.mmdb", new DatabaseWriter { Metadata = { ["database_type"] = "GeoLite2-ASN" } }
            .Add("80.1.0.0/16", Records.Network(100u, "Home Cable"))
            .Add("2001:a00::/32", Records.Network(100u, "Home Cable"))
            .Add("80.2.0.0/16", Records.Network(200u, "Office Lines"))
            .Add("80.3.0.0/16", Records.Network(300u, "Cafe Net"))
            .Add("200.1.0.0/16", Records.Network(400u, "Rio Telecom"))
            .Add("200.2.0.0/16", Records.Network(401u, "Copacabana Telecom"))
            .Add("90.0.0.0/8", Records.Network(500u, "Worldwide")));
        app = await PortalApp.StartAsync(
            new()
            {
                ["Geolocation:DatabasePath"] = knowsSystems ? $"{folder["city.mmdb"]};{folder["systems.mmdb"]}" : folder["city.mmdb"],
                ["Sessions:OnNetworkChange"] = onNetworkChange,
            },
            services: services => services.AddSingleton<IStartupFilter, ConfirmationPeek>());
        app.Clock.Stop();
    }

    public async Task DisposeAsync() => await (app?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Somebody who is signed in there, and the browser.</summary>
    public async Task<(Person Person, Browser Browser)> SignedInAsync(string address = Home, string userAgent = UserAgents.ChromeOnMac, bool verified = true)
    {
        var person = await App.NewPersonAsync(verified);
        var browser = App.NewBrowser(userAgent);
        browser.Address = address;
        await browser.SignInAsync(person);
        return (person, browser);
    }

    /// <summary>One request from there, a minute after the one before.</summary>
    public async Task<JsonAnswer> GoOnAsync(Browser browser, string address)
    {
        App.Clock.Advance(Interval);
        browser.Address = address;
        return await browser.GetJsonAsync("/me");
    }

    /// <summary>Whether the request's own session had to be confirmed, as the rest of the portal saw it.</summary>
    public static bool WasHeld(JsonAnswer answer) => answer.Response.Headers.Contains(ConfirmHeader);

    public Task<Session> SessionAsync(Person person) =>
        App.Db(db => db.Sessions.AsNoTracking().Where(session => session.UserId == person.Id).OrderByDescending(session => session.Id).FirstAsync());

    public async Task<IReadOnlyList<Signal>> MovesAsync(Person person) =>
        [.. (await SessionAsync(person)).Signals.Where(signal => signal.Kind == SignalKind.Moved)];

    public Task<List<SecurityEvent>> EventsAsync(Person person, string kind = EventKind.SessionMoved) =>
        App.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.AccountId == person.Id && row.Kind == kind).OrderBy(row => row.Id).ToListAsync());

    public Task<IReadOnlyList<AccountPortal.Mail.Letter>> MailsAsync(Person person) => App.Mail.ToAsync(person.Email);

    /// <summary>Says in a header of the answer whether the request was to be confirmed.</summary>
    private sealed class ConfirmationPeek : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                context.Response.OnStarting(() =>
                {
                    if (context.Features.Get<CurrentSession>()?.ConfirmSince is { } since)
                    {
                        context.Response.Headers[ConfirmHeader] = since.ToString("O");
                    }

                    return Task.CompletedTask;
                });
                return go(context);
            });
            next(app);
        };
    }
}

public sealed class NotingPortal() : MovePortal("note");

public sealed class ConfirmingPortal() : MovePortal("step-up");

public sealed class EndingPortal() : MovePortal("end");

/// <summary>It knows cities and no networks, as with the smaller databases.</summary>
public sealed class SystemlessPortal() : MovePortal("note", knowsSystems: false);
