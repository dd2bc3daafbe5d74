using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace AccountPortal.Mail;

/// <summary>
/// Sends by SMTP with the framework's client, which knows STARTTLS and AUTH LOGIN. It is the one class to replace where MailKit is to be had
/// (with <see cref="SmtpFailure"/>, which reads this client's exceptions).
/// </summary>
internal sealed class SmtpTransport(IOptions<MailSettings> options) : IMailTransport
{
    private readonly SmtpSettings settings = options.Value.Smtp;

    public bool KeepsLetters => false;

    public async Task<Delivery> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.Timeout);
        try
        {
            using var message = Compose(mail);
            using var client = Connect();
            // Its own Timeout does not hold for SendMailAsync, and its cancellation waits for a connection under way: so both.
            await client.SendMailAsync(message, timeout.Token).WaitAsync(timeout.Token);
            return Delivery.Sent;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Delivery.Postponed(string.Create(CultureInfo.InvariantCulture, $"the SMTP server did not finish within {settings.Timeout:c}"));
        }
        catch (Exception exception) when (SmtpFailure.Read(exception) is not null)
        {
            return SmtpFailure.Read(exception)!;
        }
    }

    internal static MailMessage Compose(OutgoingMail mail)
    {
        var message = new MailMessage
        {
            From = new MailAddress(mail.From.Address, mail.From.DisplayName, Encoding.UTF8),
            To = { new MailAddress(mail.To) },
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            AlternateViews = { Part(mail.Text, MediaTypeNames.Text.Plain), Part(mail.Html, MediaTypeNames.Text.Html) },
        };
        message.Headers["Message-ID"] = mail.MessageId;
        // RFC 3834: no out-of-office answer to a machine.
        message.Headers["Auto-Submitted"] = "auto-generated";
        return message;
    }

    // In base64 no line is too long, starts with a dot or with "From ".
    private static AlternateView Part(string text, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    private SmtpClient Connect() => new(settings.Host!.Trim(), settings.Port)
    {
        EnableSsl = settings.StartTls,
        UseDefaultCredentials = false,
        Credentials = settings.HasUser ? new NetworkCredential(settings.User, settings.Password) : null,
    };
}
