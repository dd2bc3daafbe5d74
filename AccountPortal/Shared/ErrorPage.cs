namespace AccountPortal.Shared;

/// <summary>What a page says that stands for an answer that cannot be given: what happened, what it means, what to do.</summary>
public record ErrorPage(int Status, string Icon, string Title, string Message)
{
    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The page asks again by itself after <see cref="RetryAfter"/>.</summary>
    public bool RetriesItself { get; init; }

    /// <summary>To be quoted to whoever looks after the portal.</summary>
    public string? RequestId { get; init; }

    /// <param name="status">The answer's status code.</param>
    /// <param name="retryAfter">What its Retry-After says.</param>
    /// <param name="requestId">For 500 only.</param>
    /// <param name="isGet">Only a GET can be asked again by the page itself.</param>
    public static ErrorPage For(int status, TimeSpan? retryAfter = null, string? requestId = null, bool isGet = true) => status switch
    {
        400 => new(status, "clock", "This form can't be used any more", "It was open too long, or you signed in or out in between. Nothing was changed. Go back, reload the page and send it again."),
        401 => new(status, "lock", "Sign in to go on", "This page belongs to somebody who is signed in."),
        403 => new(status, "lock", "You can't open this page", "Your account has no permission for it. If you think it should have, ask whoever looks after your organisation's accounts."),
        404 => new(status, "unknown", "There is no such page", "The address may be mistyped, or what was here is gone. Nothing happened to your account."),
        405 => new(status, "info", "This address can't be used like that", "It takes another kind of request, such as one that a form sends. Nothing happened to your account."),
        413 => new(status, "info", "That was too much at once", "What was sent is larger than this page takes. Nothing was changed. Go back, make it shorter and send it again."),
        429 => new(status, "clock", "That was a lot at once", $"To keep accounts safe we slow things down for a while. Please try again {Wait(retryAfter)}.") { RetryAfter = retryAfter },
        503 => Unavailable(retryAfter ?? TimeSpan.FromSeconds(10), isGet),
        >= 500 => new(status, "warn", "Something went wrong on our side", "It's not your fault. What you had saved before is safe. Please try again in a moment.") { RequestId = requestId },
        _ => new(status, "info", "That didn't work", "The page could not use what it was sent. Nothing was changed. Go back and try again."),
    };

    private static ErrorPage Unavailable(TimeSpan retryAfter, bool isGet) => isGet
        ? new(503, "clock", "One moment, please", "Part of the portal isn't answering right now. Nothing is lost and nobody is signed out. This page tries again by itself.") { RetryAfter = retryAfter, RetriesItself = true }
        : new(503, "clock", "One moment, please", "Part of the portal isn't answering right now. Nobody is signed out. What you sent may be done or not: look in a moment, and send it again if it is not.") { RetryAfter = retryAfter };

    private static string Wait(TimeSpan? retryAfter) => retryAfter is { } wait ? "in " + Duration.InWords(wait) : "in a few minutes";
}
