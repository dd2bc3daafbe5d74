using System.Text.Json.Nodes;
using AccountPortal.Accounts;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passkeys;

/// <summary>What the script hands to the browser (WebAuthn, 5.4 and 5.5), with a challenge that this browser has to answer.</summary>
public sealed class PasskeyOptions(IPasskeyHandler<Account> handler, PasskeyChallenges challenges, IOptions<BrandingOptions> branding)
{
    /// <summary>For a sign-in: no account is named and no credential listed, so that nobody learns who has one (P9).</summary>
    public async Task<string> ToSignInAsync(HttpContext context)
    {
        var options = await handler.MakeRequestOptionsAsync(null, context);
        challenges.Keep(context, PasskeyPurpose.SignIn, null, options.RequestOptionsJson, options.AssertionState!);
        return options.RequestOptionsJson;
    }

    /// <summary>For confirming that it's them: the account's own passkeys alone.</summary>
    public async Task<string> ToStepUpAsync(HttpContext context, Account account)
    {
        var options = await handler.MakeRequestOptionsAsync(account, context);
        challenges.Keep(context, PasskeyPurpose.StepUp, account.Id, options.RequestOptionsJson, options.AssertionState!);
        return options.RequestOptionsJson;
    }

    /// <summary>For a new passkey; an authenticator that has one of the account already says so.</summary>
    public async Task<string> ToAddAsync(HttpContext context, Account account)
    {
        var entity = new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.Email!, DisplayName = account.Name };
        var options = await handler.MakeCreationOptionsAsync(entity, context);
        challenges.Keep(context, PasskeyPurpose.Add, account.Id, options.CreationOptionsJson, options.AttestationState!);
        // Identity calls the portal by its domain; people know it by its name.
        var json = JsonNode.Parse(options.CreationOptionsJson)!;
        json["rp"]!["name"] = branding.Value.Name;
        return json.ToJsonString();
    }
}
