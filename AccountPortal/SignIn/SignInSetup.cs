namespace AccountPortal.SignIn;

internal static class SignInSetup
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services
        .AddScoped<SignInLimits>()
        .AddScoped<PasswordSignIn>()
        .AddScoped<SignOut>()
        .AddSingleton<SignInCompletion>()
        .AddSingleton<SignInLetters>()
        .AddSingleton<SignInStart>();
}
