using AccountPortal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace AccountPortal.Mail;

/// <summary>Makes the mail of an outbox row: the same words at each attempt.</summary>
public sealed class LetterRendering(Outbox outbox, IOptions<MailSettings> settings, IOptions<BrandingOptions> branding, IServiceScopeFactory scopes)
{
    // The stylesheet's own, where the brand has none.
    private static readonly AccentColor DefaultAccent = new(0x31, 0x47, 0xc9);

    /// <summary>Opens the row's letter and renders it. Only for a row whose body is not wiped yet.</summary>
    public async Task<OutgoingMail> RenderAsync(OutboxEmail row)
    {
        var letter = outbox.Open(row.ProtectedBody!);
        var subject = PlainText.Subject(letter.Subject);
        return new OutgoingMail(settings.Value.Sender(), letter.To, subject, row.MessageId, LetterText.Write(letter), await HtmlAsync(letter, subject));
    }

    private async Task<string> HtmlAsync(Letter letter, string subject)
    {
        var accent = branding.Value.AccentColor is { } text && AccentColor.TryParse(text, out var color) ? color : DefaultAccent;
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(LetterHtml.Letter)] = letter,
            [nameof(LetterHtml.Subject)] = subject,
            [nameof(LetterHtml.Brand)] = branding.Value.Name,
            [nameof(LetterHtml.Accent)] = accent.ForLight().ToString(),
            [nameof(LetterHtml.DarkAccent)] = accent.ForDark().ToString(),
        });
        // Components ask for scoped services.
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<LetterHtml>(parameters)).ToHtmlString());
    }
}
