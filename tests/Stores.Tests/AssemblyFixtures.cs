using WorldModel.Stores.Tests;

[assembly: AssemblyFixture(typeof(PostgresCluster))]
[assembly: AssemblyFixture(typeof(Azurite))]
