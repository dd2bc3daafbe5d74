using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace AccountPortal.Mail;

/// <summary>Reads the exceptions of <see cref="SmtpClient"/>. Their messages hold what the server wrote, often the recipient: only the status is taken.</summary>
internal static partial class SmtpFailure
{
    /// <summary>What it means for the mail; <c>null</c> for an exception that is no failure of sending.</summary>
    public static Delivery? Read(Exception exception) => exception switch
    {
        // The recipient's refusal, unless it is ours to set right, like any refusal before the recipient was named.
        SmtpFailedRecipientException { StatusCode: var status } refused => IsPermanent(status) && !MeansUs(refused) ? Delivery.Refused(Said(status)) : Delivery.Postponed(Said(status)),
        SmtpException when Inner<SocketException>(exception) is { } socket => Delivery.Postponed($"no connection to the SMTP server ({socket.SocketErrorCode})"),
        SmtpException when Inner<AuthenticationException>(exception) is { } tls => Delivery.Postponed($"no TLS with the SMTP server ({tls.Message})"),
        SmtpException { StatusCode: SmtpStatusCode.GeneralFailure } => Delivery.Postponed("the SMTP server broke off, or lacks STARTTLS"),
        SmtpException { StatusCode: var status } => Delivery.Postponed(Said(status)),
        AuthenticationException tls => Delivery.Postponed($"no TLS with the SMTP server ({tls.Message})"),
        IOException or SocketException => Delivery.Postponed("the SMTP server broke off"),
        FormatException => Delivery.Refused("the address is none that mail can be sent to"),
        _ => null,
    };

    private static bool IsPermanent(SmtpStatusCode status) => (int)status is >= 500 and < 600 && status != SmtpStatusCode.MustIssueStartTlsFirst;

    // The client goes on after a refused password, and servers then refuse to relay with the code of an unknown mailbox: 5.7 (RFC 3463, 3.8) or words.
    private static bool MeansUs(SmtpFailedRecipientException refused) => OurFault().IsMatch(refused.Message);

    [GeneratedRegex(@"\b5\.7\.\d|\brelay|\bauthenticat", RegexOptions.IgnoreCase)]
    private static partial Regex OurFault();

    private static string Said(SmtpStatusCode status) => string.Create(CultureInfo.InvariantCulture, $"SMTP {(int)status} ({status})");

    private static T? Inner<T>(Exception? exception)
        where T : Exception => exception is null or T ? exception as T : Inner<T>(exception.InnerException);
}
