using System.CommandLine;

namespace WorldModel.Cli.Trust;

/// <summary>The data folder of a silo that a command reads.</summary>
internal static class ArchiveFolder
{
    public static Option<string> Option()
    {
        var option = new Option<string>("--data")
        {
            Description = "The data folder of a silo, stopped or running",
            HelpName = "DIR",
            Required = true,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var path && !Directory.Exists(path))
                result.AddError($"--data: got {path}, expected the data folder of a silo");
        });
        return option;
    }
}
