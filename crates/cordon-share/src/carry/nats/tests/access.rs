//! Getting in at a broker: logins, permissions, TLS, and servers that will not do.

use tokio::io::AsyncWriteExt;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_login_opens_the_door_and_is_never_told() {
    let more = "authorization { user: jpn, password: \"open-sesame\" }";
    let Some(server) = Server::start(true, more).await else { return };
    let mut japan = Station::new("JPN");
    let login = tempfile::NamedTempFile::new().unwrap();
    let access = Access { login: Some(login.path().to_owned()), authority: None };
    std::fs::write(login.path(), "jpn:wrong-word").unwrap();
    japan.start(&server.address(), access).await;
    until("it is told", || japan.live().broker.is_some_and(|why| why.contains("authorization")))
        .await;
    assert!(!format!("{:?}", japan.live()).contains("wrong-word"));
    std::fs::write(login.path(), "jpn:open-sesame\n").unwrap();
    until("it is read again", || japan.live().broker.is_none()).await;
}

/// The configuration that we recommend, at a port and with a store of the test.
fn recommended() -> String {
    let text = include_str!("../../../../../../docs/nats-server.conf");
    assert!(text.contains("listen: \"0.0.0.0:4222\"") && text.contains(server::STORE));
    text.replace("listen: \"0.0.0.0:4222\"", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_that_we_recommend_lets_each_do_its_own_and_no_more() {
    let Some(server) = Server::start(false, &recommended()).await else { return };
    let login = |who: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("{who}:change-me-{who}")).unwrap();
        file
    };
    let (of_japan, of_korea) = (login("jpn"), login("kor"));
    let access = |file: &tempfile::NamedTempFile| Access {
        login: Some(file.path().to_owned()),
        authority: None,
    };
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(&server.address()));
    korea.knows(&japan, None);
    korea.start(&server.address(), access(&of_korea)).await;
    japan.start(&server.address(), access(&of_japan)).await;
    japan.send("KOR", "w1").await.unwrap();
    korea.send("JPN", "w2").await.unwrap();
    until("both arrived", || korea.ids().len() == 1 && japan.ids().len() == 1).await;
    // Under a name that is not its own it is not let in.
    let mut posing = Station::new("USA");
    posing.start(&server.address(), access(&of_japan)).await;
    until("it is told", || posing.live().broker.is_some_and(|why| why.contains("Permissions")))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_over_tls_is_measured_by_its_authority() {
    let certificates = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (cert, key) = (certificates.path().join("cert.pem"), certificates.path().join("key.pem"));
    std::fs::write(&cert, server::pem("CERTIFICATE", made.cert.der())).unwrap();
    std::fs::write(&key, server::pem("PRIVATE KEY", &made.signing_key.serialize_der())).unwrap();
    let more =
        format!("tls {{ cert_file: \"{}\", key_file: \"{}\" }}", cert.display(), key.display());
    let Some(server) = Server::start(true, &more).await else { return };
    let address = format!("tls://localhost:{}", server.port);
    let access = Access { login: None, authority: Some(cert) };
    let (mut japan, mut korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(&address));
    korea.knows(&japan, None);
    korea.start(&address, access.clone()).await;
    japan.start(&address, access).await;
    japan.send("KOR", "w1").await.unwrap();
    until("it arrived", || korea.ids().len() == 1).await;
    let mut usa = Station::new("USA");
    usa.start(&address, Access::default()).await;
    until("it is told", || usa.live().broker.is_some_and(|why| why.contains("certificate"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_jetstream_is_told() {
    let Some(server) = Server::start(false, "").await else { return };
    let mut japan = Station::new("JPN");
    japan.start(&server.address(), Access::default()).await;
    until("it is told", || japan.live().broker.is_some_and(|why| why.contains("JetStream is off")))
        .await;
}

/// It says that it is a server, and what its version is.
async fn pretend(version: &'static str) -> String {
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = door.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = door.accept().await {
            let info = format!(
                "INFO {{\"server_id\":\"X\",\"version\":\"{version}\",\"go\":\"go1\",\"host\":\"h\",\
                 \"port\":{port},\"headers\":true,\"max_payload\":1048576,\"proto\":1,\"jetstream\":true}}\r\n"
            );
            caller.write_all(info.as_bytes()).await.unwrap();
            caller.write_all(b"PONG\r\n").await.unwrap();
            tokio::spawn(async move {
                sleep(Duration::from_secs(5)).await;
                drop(caller);
            });
        }
    });
    format!("nats://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_no_known_version_is_refused() {
    let mut japan = Station::new("JPN");
    japan.start(&pretend("99999999999999999999.0.0").await, Access::default()).await;
    until("it is told", || japan.live().broker.is_some_and(|why| why.contains("is needed"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_server_is_refused_with_what_to_install() {
    let mut japan = Station::new("JPN");
    japan.start(&pretend("2.9.10").await, Access::default()).await;
    let told = || japan.live().broker.is_some_and(|why| why.contains("2.9.10, and 2.14 or later"));
    until("it is told", told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_who_is_not_there_is_told() {
    let Some(server) = Server::start(true, "").await else { return };
    let (mut japan, korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.knows(&korea, Some(&server.address()));
    japan.start(&server.address(), Access::default()).await;
    until("it is told", || japan.problem("KOR").contains("KOR does not answer over nats://")).await;
}
