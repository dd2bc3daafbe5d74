using System.Net;
using System.Reflection;
using System.Text;
using AccountPortal.Security;
using AccountPortal.Tests.Meta;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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

    [Theory]
    [InlineData(31, 401)]
    [InlineData(40, 422)]
    [InlineData(10_000, 422)]
    public async Task JSON_is_read_32_levels_deep(int depth, int status)
    {
        var response = await SendAsync("/login", "application/json", $"{{\"email\":\"a@example.com\",\"password\":\"x\",\"more\":{new string('[', depth)}{new string(']', depth)}}}");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(8_000, 200)]
    [InlineData(9_000, 414)]
    public async Task An_address_has_8_KB_at_most(int length, int status) =>
        Assert.Equal(status, (int)(await app!.Http.GetAsync($"/sign-in?a={new string('a', length)}")).StatusCode);

    [Theory]
    [InlineData(1, 30_000, 200)]
    [InlineData(1, 33_000, 431)]
    [InlineData(90, 1, 200)]
    [InlineData(101, 1, 431)]
    public async Task A_request_has_100_headers_and_32_KB_of_them_at_most(int count, int length, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        for (var i = 0; i < count; i++)
        {
            request.Headers.Add($"X-{i}", new string('a', length));
        }

        Assert.Equal(status, (int)(await app!.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("half a form", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx")]
    [InlineData("parts without an end", "--b\r\n")]
    public async Task A_form_of_parts_that_breaks_off_is_400(string what, string body)
    {
        Assert.NotEqual("", what);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/large/any") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        var response = await app!.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/sign-in?returnUrl=a%00b", null)]
    [InlineData("/sign-in?a%00b=c", null)]
    [InlineData("/large/any", "a=b%00c")]
    [InlineData("/large/any", "b%00c=a")]
    public async Task A_NUL_is_400(string path, string? form)
    {
        var response = form is null ? await app!.Http.GetAsync(path) : await SendAsync(path, "application/x-www-form-urlencoded", form);
        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("7")]
    [InlineData("{}")]
    public async Task In_JSON_what_is_no_text_is_422_and_our_types_are_not_named(string value)
    {
        var response = await SendAsync("/login", "application/json", $"{{\"email\":{value},\"password\":\"x\"}}");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("$.email", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountPortal", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_sends_slowly_is_cut_off()
    {
        var limits = app!.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(130)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal((240, 240), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinResponseDataRate!.BytesPerSecond));
    }

    [Fact]
    public void Few_actions_take_more_than_the_others()
    {
        var larger = RoutedActions.Of(app!).Where(action => action.Template.Split('/')[0] != "large" && action.Action.EndpointMetadata.Any(about => about is RequestSizeLimitAttribute or DisableRequestSizeLimitAttribute or RequestFormLimitsAttribute || about.GetType().Name == "TakesMessageAttribute"));
        Assert.Equal(["POST /admin/saml-providers/{slug}/metadata/read", "POST /saml/{slug}/acs", "POST /saml/{slug}/logout"], larger.Select(action => action.Route).Where(route => !route.StartsWith("GET", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        // The portal writes no file, so that a node may be without one that it may write.
        Assert.All(larger.SelectMany(action => action.Action.EndpointMetadata.OfType<RequestFormLimitsAttribute>()), limits => Assert.True(limits.MemoryBufferThreshold >= limits.MultipartBodyLengthLimit));
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
