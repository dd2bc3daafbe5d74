using System.Net;
using System.Reflection;
using System.Text;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Security;

/// <summary>A request that brings more than anything here could use is refused before it is worked on, and told why.</summary>
public sealed class RequestLimitsTests : IAsyncLifetime
{
    private PortalApp? app;

    public async Task InitializeAsync() => app = await PortalApp.StartAsync(services: services => services.AddControllers()
        .ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new OneMoreController())));

    [Theory]
    [InlineData("/sign-in", "application/x-www-form-urlencoded", "text/html", false)]
    [InlineData("/sign-in", "application/x-www-form-urlencoded", "text/html", true)]
    [InlineData("/sign-out", "application/x-www-form-urlencoded", "text/html", false)]
    [InlineData("/login", "application/json", "application/problem+json", false)]
    [InlineData("/login", "application/json", "application/problem+json", true)]
    public async Task More_than_64_kilobytes_is_413(string path, string type, string answered, bool isChunked)
    {
        var text = type == "application/json" ? "{\"email\":\"@\",\"password\":\"x\"}" : "email=@&password=x";
        var response = await SendAsync(path, type, text.Replace("@", new string('a', RequestLimits.BodyBytes), StringComparison.Ordinal), isChunked);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, answered), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("That was too much at once", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_little_less_is_read_and_judged_by_what_it_says()
    {
        var browser = app!.NewBrowser();
        await browser.GoAsync("/sign-in");
        var csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync("/sign-in", new { csrf, email = new string('a', 60 * 1024) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public async Task A_form_of_hundreds_of_fields_or_with_endless_names_is_400()
    {
        var names = new[] { RequestLimits.FormFields, RequestLimits.FormFields + 1 }.Select(count => string.Join('&', Enumerable.Range(0, count).Select(i => $"f{i}=")));
        var lengths = new[] { RequestLimits.FieldNameLength, RequestLimits.FieldNameLength + 1 }.Select(length => $"{new string('a', length)}=b");
        foreach (var form in names.Concat(lengths).Chunk(2))
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync("/large/any", "application/x-www-form-urlencoded", form[0])).StatusCode);
            var refused = await SendAsync("/large/any", "application/x-www-form-urlencoded", form[1]);
            Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public async Task An_action_may_take_more()
    {
        var form = $"text={new string('a', 3 * RequestLimits.BodyBytes)}";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("/large/more", "application/x-www-form-urlencoded", form)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync("/large/any", "application/x-www-form-urlencoded", form)).StatusCode);
    }

    public async Task DisposeAsync() => await app!.DisposeAsync();

    private async Task<HttpResponseMessage> SendAsync(string path, string type, string body, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.TransferEncodingChunked = isChunked;
        // The answer comes before the body is sent, or instead of it: nobody hangs up on a writer.
        request.Headers.ExpectContinue = !isChunked;
        return await app!.Http.SendAsync(request);
    }

    private sealed class OneMoreController : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) => feature.Controllers.Add(typeof(LargeController).GetTypeInfo());
    }
}

/// <summary>Stands for an action that is to take something large, beside one that is not.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, Route("/large")]
public sealed class LargeController : ControllerBase
{
    [HttpPost("any")]
    public IActionResult Any() => Ok();

    [HttpPost("more"), RequestSizeLimit(1024 * 1024), RequestFormLimits(ValueLengthLimit = 1024 * 1024)]
    public IActionResult More() => Ok();
}
