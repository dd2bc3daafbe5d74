using Microsoft.Extensions.Options;

namespace AccountPortal.Settings;

internal static class SettingsSetup
{
    /// <summary>Binds <typeparamref name="T"/> to its section and has it checked at start-up. A key that is not known is an error: it is a typing mistake.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services)
        where T : class, ISettings
    {
        services.AddSingleton<IValidateOptions<T>, SettingsValidation<T>>();
        return services.AddOptions<T>()
            .BindConfiguration(T.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
    }

    private sealed class SettingsValidation<T>(IHostEnvironment environment) : IValidateOptions<T>
        where T : class, ISettings
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var check = new SettingsCheck(T.Section, environment.IsDevelopment());
            options.Validate(check);
            return check.Errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(check.Errors);
        }
    }
}
