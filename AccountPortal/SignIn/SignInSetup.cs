namespace AccountPortal.SignIn;

internal static class SignInSetup
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services
        .AddScoped<SignInLimits>()
        .AddScoped<PasswordSignIn>()
        .AddScoped<SignOut>()
        .AddSingleton<PendingSignIns>()
        .AddScoped<SignInCompletion>()
        .AddScoped<SecondStep>()
        .AddScoped<SecondStepOffer>()
        .AddScoped<SecondStepLimits>()
        .AddScoped<SecondStepRefusals>()
        .AddSingleton<SignInLetters>()
        .AddSingleton<SignInStart>();
}
