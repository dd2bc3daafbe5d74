using AccountPortal.Saml.Providers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace AccountPortal.Saml.Entry;

/// <summary>What a person sees where their company's sign-in is refused: a sentence, and a number to quote. Why is for administrators alone.</summary>
public sealed record RefusedPage(string Title, string Says, string Slug, string? CorrelationId)
{
    /// <summary>Whom to ask, as the provider's settings say.</summary>
    public string? Contact { get; init; }

    /// <summary>What leads to the company's sign-in.</summary>
    public string Button { get; init; } = "Try again";

    /// <summary>Whether trying again could help.</summary>
    public bool OffersAgain { get; init; } = true;

    /// <summary>Whether there is another way to sign in, with a password or as somebody else.</summary>
    public bool OffersOtherWay { get; init; } = true;

    /// <summary>The answer for a message that was refused.</summary>
    public static ViewResult Of(int status, SamlProvider provider, string correlationId) =>
        new RefusedPage("This sign-in didn't work", $"We could not use what {provider.Name} sent. Please try again; if it happens again, tell whoever looks after your company's sign-in the number below.", provider.Slug, correlationId) { Contact = provider.Contact }
            .ToResult(status);

    /// <summary>The answer to a way round a company's sign-in, where that is the only way in.</summary>
    public static ViewResult OnlyBy(SamlRoute route, string title, string says) =>
        new RefusedPage(title, says, route.Slug, null) { Button = $"Continue with {route.Company}", OffersOtherWay = false }.ToResult(StatusCodes.Status403Forbidden);

    public ViewResult ToResult(int status) => new()
    {
        ViewName = "/Saml/Entry/Refused.cshtml",
        StatusCode = status,
        ViewData = new ViewDataDictionary<RefusedPage>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = this },
    };
}
