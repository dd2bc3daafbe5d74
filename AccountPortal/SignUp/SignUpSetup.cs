namespace AccountPortal.SignUp;

internal static class SignUpSetup
{
    public static IServiceCollection AddSignUp(this IServiceCollection services) =>
        services.AddScoped<Registration>().AddSingleton<SignUpLetters>();
}
