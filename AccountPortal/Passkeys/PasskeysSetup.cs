using AccountPortal.Accounts;
using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Security;
using AccountPortal.Settings;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passkeys;

internal static class PasskeysSetup
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services, HostSettings host)
    {
        services.AddSettings<PasskeySettings>();
        services.AddSingleton<IValidateOptions<PasskeySettings>>(new PasskeyDomainCheck(host));
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<PasskeySettings>, PublicUrl>(Configure);
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddSingleton<PasskeyLetters>();
        services.AddScoped<PasskeyChallenges>().AddScoped<PasskeyOptions>().AddScoped<PasskeyCheck>().AddScoped<PasskeyCopies>();
        services.AddScoped<PasskeyList>().AddScoped<PasskeyAdding>().AddScoped<PasskeyChange>().AddScoped<PasskeyRemoval>().AddScoped<PasskeyNaming>();
        services.AddScoped<PasskeySignIn>();
        services.AddPersonalData<PasskeyData>();
        services.AddRetentionRules<ChallengeRetention>();
        return services.AddScoped<IStepUpMethod, PasskeyStepUp>();
    }

    // The options are made with the first request that wants them, when the server knows where it listens.
    private static void Configure(IdentityPasskeyOptions options, IOptions<PasskeySettings> settings, PublicUrl publicUrl)
    {
        options.ServerDomain = settings.Value.DomainFor(publicUrl.Root);
        options.AuthenticatorTimeout = PasskeyChallenges.Lifetime;
        // A passkey is the whole sign-in, so it must be found without a name and be both factors at once.
        options.ResidentKeyRequirement = "required";
        options.UserVerificationRequirement = "required";
        // Nobody is told whose device it is beyond its make.
        options.AttestationConveyancePreference = "none";
        // Identity would compare with the Origin header of the request. No frame within another site's page, either (WebAuthn, 13.4.9).
        options.ValidateOrigin = context => ValueTask.FromResult(
            context is { CrossOrigin: false, TopOrigin: null } && context.Origin == publicUrl.Origin);
    }
}
