using System.Diagnostics;

namespace WorldModel.House.Tests;

/// <summary>
/// When .ci/run may pass the cluster over: where packages of the list are not served, and for no other reason.
/// </summary>
public sealed class ClusterCheckTests : IDisposable
{
    private const string NotServed =
        "/w/src/Grains.Orleans/Grains.Orleans.csproj : error NU1101: Unable to find package Microsoft.Orleans.Client. "
        + "No packages exist with this id in source(s): a-source [/w/WorldModel.Cluster.sln]";

    private const string OtherVersion =
        "/w/src/Silo.Orleans/Silo.Orleans.csproj : error NU1102: Unable to find package Microsoft.Orleans.Server with "
        + "version (>= 10.4.2) [/w/WorldModel.Cluster.sln]";

    /// <summary>What Roslyn's packages, which Orleans names, say of each other where a newer one is served.</summary>
    private const string Strained =
        "/w/src/Silo.Orleans/Silo.Orleans.csproj : error NU1608: Warning As Error: Detected package version outside of "
        + "dependency constraint: Microsoft.CodeAnalysis.Workspaces.Common 5.0.0 requires "
        + "Microsoft.CodeAnalysis.Common (= 5.0.0) but version Microsoft.CodeAnalysis.Common 5.12.0 was "
        + "resolved. [/w/WorldModel.Cluster.sln]";

    private const string NuGet = "/usr/share/dotnet/sdk/10.0.401/NuGet.targets(198,5): error : ";

    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void Packages_of_the_list_that_are_not_served_are_named()
    {
        var (code, said) = Decide(NotServed, OtherVersion, NotServed, "  Determining projects to restore...");
        Assert.Equal((0, "Microsoft.Orleans.Client\nMicrosoft.Orleans.Server\n"), (code, said));
    }

    [Fact]
    public void A_source_that_has_some_of_them_and_newer_ones_of_what_they_name_is_passed_over()
    {
        var (code, said) = Decide(
            Of("Grains.Orleans", "NU1101: Unable to find package System.IO.Hashing. No packages exist with this id in "
                + "source(s): nuget.org"),
            Strained,
            Of("Silo.Orleans", "NU1101: Unable to find package Polly.Extensions. No packages exist with this id in "
                + "source(s): nuget.org"),
            Of("Silo.Orleans", "NU1102: Unable to find package Microsoft.Orleans.Runtime with version (= 10.4.2)"),
            Of("Silo.Orleans", "NU1102:   - Found 1 version(s) in nuget.org [ Nearest version: 10.4.3 ]"));
        Assert.Equal((0, "Microsoft.Orleans.Runtime\nPolly.Extensions\nSystem.IO.Hashing\n"), (code, said));
    }

    [Fact]
    public void Packages_that_are_listed_but_cannot_be_had_count_as_not_served()
    {
        const string Address = "https://a-source/microsoft.orleans.core/10.4.2/microsoft.orleans.core.10.4.2.nupkg";
        var (code, said) = Decide(
            $"{NuGet}Failed to download package 'Microsoft.Orleans.Core.10.4.2' from '{Address}'. [/w/a.sln]",
            $"{NuGet}Response status code does not indicate success: 403 (Forbidden). [/w/a.sln]",
            $"{NuGet}The nupkg at '{Address}' is not valid. [/w/a.sln]",
            $"{NuGet}  End of Central Directory record could not be found. [/w/a.sln]",
            $"{NuGet}The feed 'a [https://a-source/v3/index.json]' lists package "
                + "'Microsoft.Orleans.DurableJobs.10.4.2-alpha.1' but multiple attempts to download the nupkg have "
                + "failed. The feed is either invalid or required packages were removed. [/w/a.sln]",
            Of("Silo.Orleans", "NU1301: Failed to retrieve information about 'Polly.Core' from remote source "
                + "'https://a-source/flat/polly.core/index.json'."),
            Of("Silo.Orleans", "NU1301:   Response status code does not indicate success: 500 (Internal)."));
        Assert.Equal((0, "Microsoft.Orleans.Core\nMicrosoft.Orleans.DurableJobs\nPolly.Core\n"), (code, said));
    }

    [Fact]
    public void Versions_that_do_not_fit_are_ours_to_mend_where_nothing_is_missing() =>
        Assert.Equal(1, Decide(Strained).Code);

    [Theory]
    [InlineData("error NU1101: Unable to find package Npgsql. No packages exist with this id in source(s): x")]
    [InlineData("error NU1101: Unable to find package Microsoft.Orleans.Cliente. No packages exist with this id")]
    [InlineData("error NU1102: Unable to find package xunit.v3 with version (>= 3.2.2)")]
    [InlineData("error NU1603: Warning As Error: Microsoft.Orleans.Client depends on Newtonsoft.Json (>= 13.0.4) but")]
    [InlineData("error NU1605: Warning As Error: Detected package downgrade: Npgsql from 10.0.1 to 10.0.0. Reference")]
    [InlineData("error NU1608: Warning As Error: Detected version outside of dependency constraint: Azure.Core 1 ")]
    [InlineData("error NU1004: The packages lock file is inconsistent with the project dependencies")]
    [InlineData("error NU1403: Package content hash validation failed for Polly.Core.8.8.1.")]
    [InlineData("error NU1301: Failed to retrieve information about 'Npgsql' from remote source 'https://a-source'.")]
    [InlineData("NuGet.targets(198,5): error : Failed to download package 'Npgsql.10.0.0' from 'https://a-source'.")]
    [InlineData("error NU1301: Unable to load the service index for source https://example.org/v3/index.json.")]
    [InlineData("error CS0246: The type or namespace name 'Orleans' could not be found")]
    [InlineData("error MSB4025: The project file could not be loaded.")]
    [InlineData("error : The imported project was not found")]
    public void Anything_else_beside_them_is_a_failure(string other)
    {
        Assert.Equal(1, Decide(NotServed, $"/w/a.csproj : {other} [/w/b.sln]").Code);
        Assert.Equal(1, Decide($"/w/a.csproj : {other} [/w/b.sln]").Code);
    }

    [Fact]
    public void A_restore_that_failed_without_a_word_is_a_failure() =>
        Assert.Equal(1, Decide("  Determining projects to restore...").Code);

    [Fact]
    public void A_disk_that_is_full_is_a_failure() =>
        Assert.Equal(1, Decide($"{NuGet}No space left on device : '/root/.nuget/packages' [/w/a.sln]").Code);

    [Fact]
    public void Every_package_of_the_cluster_alone_stands_in_the_list_and_has_one_version()
    {
        var listed = File.ReadAllLines(Path.Combine(Repository.Root, ".ci", "cluster-packages"));
        var pinned = File.ReadAllLines(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Where(line => line.Contains("Microsoft.Orleans.", StringComparison.Ordinal))
            .Select(line => line.Split('"'));
        Assert.All(pinned, package =>
        {
            Assert.Contains(package[1], listed);
            Assert.Matches(@"^\[10\.4\.2(-alpha\.1)?\]$", package[3]);
        });
    }

    private static string Of(string project, string error) =>
        $"/w/src/{project}/{project}.csproj : error {error} [/w/WorldModel.Cluster.sln]";

    private (int Code, string Said) Decide(params string[] lines)
    {
        File.WriteAllLines(_log, lines);
        using var bash = Process.Start(new ProcessStartInfo(
            "bash", [Path.Combine(Repository.Root, ".ci", "cluster-missing"), _log])
        {
            RedirectStandardOutput = true,
        })!;
        var said = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return (bash.ExitCode, said);
    }
}
