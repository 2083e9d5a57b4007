use tocsin::web::{self, Door, Transport};

use crate::house::{House, listener};
use crate::http;
use crate::server::{Service, a_site, some_limits};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_staff_have_a_door_of_their_own_their_pages_are_on_no_other() {
    let doors = vec![Door::plain(listener().await), Door::staff(listener().await)];
    let house = House::open(doors, some_limits(true), Transport::default()).await;
    let (public, staff) = (house.at[0], house.at[1]);
    for path in ["/desk", "/desk/cases/1", "/admin", "/en/desk", "/zh-Hans/admin", "/EN/desk/cases/1"] {
        assert_eq!(http::get(staff, path, &[]).await.status, 200, "{path}");
        assert_eq!(http::get(public, path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(http::request(public, "POST", "/desk/cases/1", &[], b"x").await.status, 404);
    let absolute = http::raw(public, b"GET http://localhost/desk HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert_eq!(absolute.status, 404);
    for path in ["/", "/report", "/en/report", "/robots.txt", "/who", "/nothing-here"] {
        assert_eq!(http::get(staff, path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(http::request(staff, "POST", "/report", &[], b"x").await.status, 404);
    assert_eq!((http::get(public, "/healthz", &[]).await.status, http::get(staff, "/healthz", &[]).await.status), (200, 200));
    assert_eq!(http::get(public, "/report", &[]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_door_of_their_own_staff_use_everybodys() {
    let house = House::open(vec![Door::plain(listener().await)], some_limits(true), Transport::default()).await;
    for path in ["/desk", "/admin", "/en/desk", "/report"] {
        assert_eq!(http::get(house.at[0], path, &[]).await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_publics_doors_answer_for_staff_pages_as_for_pages_that_never_were() {
    let service = Service::start().await;
    let doors = vec![Door::plain(listener().await), Door::staff(listener().await)];
    let site = web::site(service.app.clone(), a_site(), some_limits(true));
    let house = House::showing(doors, None, site, Transport::default()).await;
    for (method, body) in [("GET", &b""[..]), ("POST", b"x"), ("DELETE", b"")] {
        for (hidden, missing) in [("/desk", "/none"), ("/zh-Hans/admin/x", "/zh-Hans/none/x")] {
            let hidden = http::request(house.at[0], method, hidden, &[], body).await;
            let missing = http::request(house.at[0], method, missing, &[], body).await;
            assert_eq!((hidden.status, hidden.headers), (missing.status, missing.headers));
            assert!(hidden.status == 404 && hidden.body == missing.body);
        }
        let here = http::request(house.at[1], method, "/report", &[], body).await;
        assert!(here.status == 404 && here.text().contains("<html"), "reporters' pages are not at the staff's door");
    }
}
