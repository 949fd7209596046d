using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace WorldModel.Cli.Terminal;

/// <summary>Makes options that check their value and say, like every error here, what was got and expected.</summary>
internal static class OptionOf
{
    public static Option<int> Int(
        string name, string description, int fallback, int least = 0, int most = int.MaxValue) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = result => ParseInt(result, name, least, most),
        };

    public static Option<double> Number(string name, string description, double fallback, double least, double most) =>
        new(name)
        {
            Description = description,
            HelpName = "X",
            DefaultValueFactory = _ => fallback,
            CustomParser = result => ParseNumber(result, name, least, most),
        };

    /// <summary>An amount of money: finite and not negative. Required.</summary>
    public static Option<double> Money(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        Required = true,
        CustomParser = result => ParseNumber(result, name, 0, double.MaxValue),
    };

    /// <summary>An amount of money, or none.</summary>
    public static Option<double?> MoneyIfAny(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        CustomParser = result => ParseNumber(result, name, 0, double.MaxValue),
    };

    public static Option<string> Text(string name, string description, string help, bool required = false) =>
        new(name) { Description = description, HelpName = help, Required = required };

    public static Option<string> Text(string name, string description, string help, string fallback) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => fallback };

    /// <summary>A day, year first.</summary>
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day))
                return day;
            Refuse(result, name, text, "a day such as 2025-12-31");
            return null;
        },
    };

    /// <summary>One of a few words.</summary>
    public static Option<string> Choice(string name, string description, string fallback, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => fallback,
        };
        option.Validators.Add(result =>
        {
            var word = result.GetValueOrDefault<string>();
            if (!words.Contains(word))
                Refuse(result, name, word, "one of " + string.Join(", ", words));
        });
        return option;
    }

    /// <summary>A file that must exist.</summary>
    public static Option<string?> InputFile(string name, string description, bool required = false)
    {
        var option = new FileOption(name, false) { Description = description, HelpName = "FILE", Required = required };
        option.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string?>();
            if (path is not null && !File.Exists(path))
                Refuse(result, name, path, "the path of an existing file");
        });
        return option;
    }

    /// <summary>A folder to write to; made where it is not there.</summary>
    public static Option<string> OutputFolder(string name, string description, string? fallback = null)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = "DIR",
            Required = fallback is null,
        };
        if (fallback is not null)
            option.DefaultValueFactory = _ => fallback;
        option.Validators.Add(result =>
        {
            var path = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(path) || !WritablePath.CanHold(path))
                Refuse(result, name, path, "a folder that can be written to, or a path where one can be made");
        });
        return option;
    }

    /// <summary>A file to write; its folder is made where it is not there.</summary>
    public static Option<string?> OutputFile(string name, string description, bool required = false)
    {
        var option = new FileOption(name, true) { Description = description, HelpName = "FILE", Required = required };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not { } path)
                return;
            if (string.IsNullOrWhiteSpace(path) || !WritablePath.CanBe(path))
                Refuse(result, name, path, "the path of a file that can be written");
        });
        return option;
    }

    private static int ParseInt(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
            return value;
        var bounds = most == int.MaxValue
            ? $"a whole number, {least} or more"
            : $"a whole number from {least} to {most}";
        Refuse(result, name, text, bounds);
        return 0;
    }

    private static double ParseNumber(ArgumentResult result, string name, double least, double most)
    {
        var text = result.Tokens[^1].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= least && value <= most)
            return value;
        var bounds = most == double.MaxValue
            ? $"a finite number, {least} or more"
            : $"a number from {least} to {most}";
        Refuse(result, name, text, bounds);
        return 0;
    }

    private static void Refuse(SymbolResult result, string name, string? value, string expected) =>
        result.AddError($"{name}: got {value ?? "nothing"}, expected {expected}");
}
