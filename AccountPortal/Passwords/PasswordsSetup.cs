namespace AccountPortal.Passwords;

internal static class PasswordsSetup
{
    public static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        return services;
    }
}
